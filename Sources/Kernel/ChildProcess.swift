import CLinux
import Glibc

/// How a process ended, and what it used: `wait4(2)`.
package struct ProcessEnd: Sendable, Hashable, Codable {
    /// Exit status, or `nil` if a signal ended it.
    package let status: Int?
    /// The signal that ended it, or `nil` if it exited.
    package let signal: Int?
    /// User and system CPU time in seconds; the sum is exact, the split is sampled by the kernel.
    package let userSeconds: Double
    package let systemSeconds: Double
    /// The largest resident set, in bytes.
    package let maximumResidentBytes: Int
    package let voluntarySwitches: Int
    package let involuntarySwitches: Int
    package let minorFaults: Int
    package let majorFaults: Int

    package init(
        status: Int?, signal: Int?, userSeconds: Double, systemSeconds: Double,
        maximumResidentBytes: Int, voluntarySwitches: Int, involuntarySwitches: Int,
        minorFaults: Int, majorFaults: Int
    ) {
        self.status = status
        self.signal = signal
        self.userSeconds = userSeconds
        self.systemSeconds = systemSeconds
        self.maximumResidentBytes = maximumResidentBytes
        self.voluntarySwitches = voluntarySwitches
        self.involuntarySwitches = involuntarySwitches
        self.minorFaults = minorFaults
        self.majorFaults = majorFaults
    }

    package var isSuccess: Bool { status == 0 }

    /// “exit status 3” or “signal 9”.
    package var words: String {
        signal.map { "signal \($0)" } ?? "exit status \(status ?? -1)"
    }
}

/// A child process with its own process group, so that Ctrl-C at the terminal reaches only us.
package final class ChildProcess {
    /// What a standard stream of the child is connected to.
    package enum Stream {
        case null
        case inherit
        /// A pipe to us.
        case pipe
        /// A file, created or truncated with the rights of whoever typed the command; no link.
        case file(String)
        /// A descriptor of ours.
        case descriptor(CInt)
        /// A file in memory; as its input the child reads `/proc/self/fd/0` from the start.
        case memory(MemoryFile)
    }

    package struct Streams {
        package var input: Stream
        package var output: Stream
        package var error: Stream
        /// A file in memory that the child can open at ``filePath``; `nil` for none.
        package var file: MemoryFile?

        package init(input: Stream, output: Stream, error: Stream, file: MemoryFile? = nil) {
            self.input = input
            self.output = output
            self.error = error
            self.file = file
        }

        /// The child's path of ``file``: of its own descriptor, for our numbers say nothing in
        /// another pid namespace.
        package static let filePath = "/proc/self/fd/\(fileNumber)"
        static let fileNumber: CInt = 9
    }

    package let pid: CInt
    private var input: Descriptor?
    private var output: Descriptor?
    private var end: ProcessEnd?
    private var isAbandoned = false

    /// Starts `executable` (searched in PATH) with these arguments after its name.
    ///
    /// - Parameters:
    ///   - directory: where it starts; `nil` for the caller's working directory.
    ///   - isBound: whether the kernel kills it when the calling thread ends.
    package init(
        _ executable: String, _ arguments: [String], streams: Streams, directory: String? = nil,
        isBound: Bool = false
    ) throws(SystemError) {
        Self.signals
        let inputPipe = try Pipe.ifPiped(streams.input)
        let outputPipe = try Pipe.ifPiped(streams.output)
        var spawn = SpawnPlan()
        try spawn.connect(0, to: streams.input, end: inputPipe?.readNumber)
        try spawn.connect(1, to: streams.output, end: outputPipe?.writeNumber)
        try spawn.connect(2, to: streams.error, end: nil)
        if let file = streams.file {
            try spawn.connect(Streams.fileNumber, to: .memory(file), end: nil)
        }
        if let directory { try spawn.changeDirectory(to: directory) }
        pid = try spawn.start(executable, arguments, isBound: isBound)
        input = inputPipe?.takeWrite()
        output = outputPipe?.takeRead()
        if let number = output?.number { _ = fcntl(number, F_SETFL, O_NONBLOCK) }
    }

    /// What a parent needs: writing to a child that has gone is an error (EPIPE), not our death;
    /// and no child vanishes before it was waited for, as they do if whoever started us ignores
    /// SIGCHLD.
    private static let signals: Void = {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGCHLD, SIG_DFL)
    }()

    deinit {
        guard end == nil && !isAbandoned else { return }
        Glibc.kill(pid, SIGKILL)
        _ = try? wait()
    }

    /// The word for ``CLINUX_ENTER_WORD`` that ends a child of ours with the thread that started it.
    package static var diesWithUs: String { "deathsig=\(getpid())" }

    /// Our end of the child's standard output, non-blocking; -1 unless it is a pipe.
    package var outputNumber: CInt { output?.number ?? -1 }

    /// Writes all of `text` to the child's standard input.
    package func send(_ text: String) throws(SystemError) {
        guard let number = input?.number else {
            throw SystemError(call: "write", code: EPIPE, subject: "process \(pid)")
        }
        try writeAll(text, to: number, "process \(pid)")
    }

    package func closeInput() {
        input = nil
    }

    package func kill(_ signal: CInt = SIGKILL) {
        if end == nil { _ = Glibc.kill(pid, signal) }
    }

    /// Sends `signal` to the child and to all in its process group, even when the child has ended.
    ///
    /// To be called before, or right after, the end was seen: the group lives as long as a member.
    package func killGroup(_ signal: CInt = SIGKILL) {
        _ = Glibc.kill(-pid, signal)
    }

    /// Waits for the end.
    package func wait() throws(SystemError) -> ProcessEnd {
        while true {
            if let end = try reap(options: 0) { return end }
        }
    }

    /// Lets go of a process that will not end: from now on nobody waits for it.
    func abandon() {
        isAbandoned = true
    }

    /// The end if it has come.
    package func poll() throws(SystemError) -> ProcessEnd? {
        try reap(options: WNOHANG)
    }

    private func reap(options: CInt) throws(SystemError) -> ProcessEnd? {
        if let end { return end }
        var status: CInt = 0
        var usage = rusage()
        let found = try systemCall("wait4", on: "process \(pid)") {
            wait4(pid, &status, options, &usage)
        }
        guard found == pid else { return nil }
        end = ProcessEnd(status: status, usage: usage)
        return end
    }
}

extension ProcessEnd {
    /// Reads the words of `wait4`.
    fileprivate init(status word: CInt, usage: rusage) {
        let signal = Int(word & 0x7f)
        self.status = signal == 0 ? Int((word >> 8) & 0xff) : nil
        self.signal = signal == 0 ? nil : signal
        userSeconds = usage.ru_utime.seconds
        systemSeconds = usage.ru_stime.seconds
        maximumResidentBytes = usage.ru_maxrss * 1024
        voluntarySwitches = usage.ru_nvcsw
        involuntarySwitches = usage.ru_nivcsw
        minorFaults = usage.ru_minflt
        majorFaults = usage.ru_majflt
    }
}

extension timeval {
    fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}

/// Both ends of a pipe, closed on exec.
final class Pipe {
    private var readEnd: Descriptor?
    private var writeEnd: Descriptor?

    init() throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        try systemCall("pipe2") { clinux_pipe(&ends) }
        readEnd = Descriptor(owning: ends[0])
        writeEnd = Descriptor(owning: ends[1])
    }

    static func ifPiped(_ stream: ChildProcess.Stream) throws(SystemError) -> Pipe? {
        guard case .pipe = stream else { return nil }
        return try Pipe()
    }

    var readNumber: CInt { readEnd?.number ?? -1 }
    var writeNumber: CInt { writeEnd?.number ?? -1 }
    func takeRead() -> Descriptor? { readEnd.take() }
    func takeWrite() -> Descriptor? { writeEnd.take() }
}
