import Kernel
import Roles

/// How a role is reached: as a child process, or as that of an agent on another host.
protocol RoleChannel: AnyObject {
    /// The process on its own machine.
    var pid: CInt { get }
    /// For ``Poll``; below 0 when nothing more will come.
    var number: CInt { get }
    /// Nothing more will come, and all that came was read.
    var hasEnded: Bool { get }

    /// The lines that have come since.
    ///
    /// - Throws: when the host cannot be reached any more.
    func read() throws(TrialFailure) -> [String]
    func send(_ message: RunnerMessage) throws
    func kill()
    /// How the process ended, if it has.
    func poll() -> ProcessEnd?
    /// Ends it if it has not ended, and waits for it.
    func end() -> ProcessEnd?
    /// Bytes that it has written to its standard error; 0 if nobody counts them.
    var errorBytes: Int { get }
}

/// A role that is a child process of this one, in a network namespace of this machine.
final class ChildChannel: RoleChannel {
    private let child: ChildProcess
    private var reader: LineReader
    /// Where its standard error goes; `nil` if it is ours.
    private let errorFile: String?

    /// Starts this program as a role.
    ///
    /// - Parameters:
    ///   - namespace: path of the network namespace it lives in.
    ///   - cpu: where its main thread runs.
    ///   - executable: path of this program, which enters the namespace.
    ///   - program: path of another bench that plays the role; `nil` if this one does.
    ///   - words: the subcommand and its arguments.
    convenience init(
        in namespace: String, cpu: Int, executable: String, program: String? = nil,
        words: [String], errorFile: String?
    ) throws(SystemError) {
        try self.init(
            in: namespace, cpu: cpu, executable: executable, program: program, words: words,
            errors: errorFile.map { .file($0) } ?? .inherit, errorFile: errorFile)
    }

    init(
        in namespace: String, cpu: Int, executable: String, program: String?, words: [String],
        errors: ChildProcess.Stream, errorFile: String? = nil
    ) throws(SystemError) {
        self.errorFile = errorFile
        child = try ChildProcess(
            executable,
            ["__enter", "net=\(namespace)", "cpu=\(cpu)", ChildProcess.diesWithUs, "--"]
                + [program ?? executable] + words,
            streams: .init(input: .pipe, output: .pipe, error: errors))
        reader = LineReader(child.outputNumber)
    }

    var pid: CInt { child.pid }
    var number: CInt { reader.hasEnded ? -1 : child.outputNumber }
    var hasEnded: Bool { reader.hasEnded }
    var errorBytes: Int { errorFile.flatMap { FileIdentity($0)?.size } ?? 0 }

    func read() throws(TrialFailure) -> [String] { reader.read() }
    func send(_ message: RunnerMessage) throws { try child.send(message.line) }
    func kill() { child.kill() }
    func poll() -> ProcessEnd? { (try? child.poll()) ?? nil }

    func end() -> ProcessEnd? {
        child.closeInput()
        child.kill()
        return try? child.wait()
    }
}
