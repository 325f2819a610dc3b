import CLinux
import Glibc

/// The arguments of one `posix_spawn(3)`.
///
/// The child gets a process group of its own, no blocked signals and default handlers: what we
/// ignore or block for ourselves is not the child's business.
struct SpawnPlan: ~Copyable {
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
    /// Files opened for the child, kept until it has started.
    private var files: [ChildFile] = []
    /// The same for ``clinux_spawn_bound``: our ends of streams 0 to 2, below 0 to inherit.
    private var ends: [CInt] = [-1, -1, -1]
    private var directory: String?

    init() {
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD] {
            sigaddset(&defaults, signal)
        }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    deinit {
        var (actions, attributes) = (actions, attributes)
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }

    /// Connects a standard stream; `end` is the child's end where the stream is a pipe.
    mutating func connect(
        _ number: CInt, to stream: ChildProcess.Stream, end: CInt?
    ) throws(SystemError) {
        switch stream {
        case .inherit: break
        case .null: try connect(number, to: ChildFile("/dev/null", O_RDWR))
        case .file(let path):
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
            try connect(
                number,
                to: try Invoker.files { () throws(SystemError) in try ChildFile(path, flags) })
        case .descriptor(let own): try duplicate(own, as: number)
        case .memory(let file): try duplicate(file.number, as: number)
        case .pipe: try duplicate(end ?? -1, as: number)
        }
    }

    /// Opened here and not by the child, so that an error names the file.
    private mutating func connect(_ number: CInt, to file: ChildFile) throws(SystemError) {
        files.append(file)
        try duplicate(file.descriptor.number, as: number)
    }

    private mutating func duplicate(_ end: CInt, as number: CInt) throws(SystemError) {
        if ends.indices.contains(Int(number)) { ends[Int(number)] = end }
        let code = posix_spawn_file_actions_adddup2(&actions, end, number)
        guard code == 0 else { throw SystemError(call: "posix_spawn_file_actions", code: code) }
    }

    mutating func changeDirectory(to path: String) throws(SystemError) {
        // What the child could not enter, it could not name either.
        _ = try ProcDirectory.open(path)
        directory = path
        let code = clinux_spawn_chdir(&actions, path)
        guard code == 0 else { throw SystemError(call: "chdir", code: code, subject: path) }
    }

    /// Starts the process; returns its pid in the caller's pid namespace.
    ///
    /// A bound one is killed when the calling thread ends; posix_spawn(3) cannot do that.
    mutating func start(
        _ executable: String, _ arguments: [String], isBound: Bool
    ) throws(SystemError) -> pid_t {
        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        let code =
            isBound
            ? clinux_spawn_bound(&words, ends, directory, &pid)
            : posix_spawnp(&pid, executable, &actions, &attributes, words, environ)
        guard code == 0 else {
            throw SystemError(call: "posix_spawn", code: code, subject: executable)
        }
        return pid
    }
}

/// An open file that can be in an array.
private final class ChildFile {
    let descriptor: Descriptor

    init(_ path: String, _ flags: CInt) throws(SystemError) {
        descriptor = Descriptor(
            owning: try systemCall("open", on: path) { open(path, flags | O_CLOEXEC, 0o644) })
    }
}
