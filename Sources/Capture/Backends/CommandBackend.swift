import FoundationEssentials
import Frames
import Kernel
package import Settings

extension Backend {
    /// A capture program of others, in its own process.
    static let command = Backend(
        component: Component(
            name: "command",
            summary: "a capture program of others, counted as far as it says what it captured",
            settings: [commandLine], problem: { settings, _ in commandProblem(settings) }),
        requirements: [.netRaw],
        open: { request throws(CaptureError) in try CommandSession(request) })

    /// Whether a program of others captures: there is no session whose frames could be seen.
    package var isTool: Bool { name == Backend.command.name }

    /// Whether the program of others that these settings name writes a file that is read afterwards,
    /// so that its frames are seen.
    package static func writesFile(_ settings: Settings) -> Bool {
        let words = (try? commandWords(settings)) ?? []
        return words.contains { $0.contains(Placeholder.file.rawValue) }
    }

    /// The program of others that these settings name and that cannot be executed here; `nil` if it
    /// can, or if they name none.
    package static func missingTool(_ settings: Settings) -> String? {
        guard let words = try? commandWords(settings), case let program = Self.program(of: words),
            !CommandSession.isExecutable(program)
        else { return nil }
        return program
    }

    /// The program that the words of a command line begin with, `{bench}` being this one.
    package static func program(of words: [String]) -> String {
        words[0].replacing(Placeholder.bench.rawValue, with: ProcessInfo.executablePath())
    }
}

/// What stands in a command line for what only a trial knows.
private enum Placeholder: String, CaseIterable {
    case interface = "{interface}"
    /// A file in memory, which is read when the program has ended.
    case file = "{file}"
    /// A filter for the frames of the trial.
    case filter = "{filter}"
    /// This program, whose subcommands are programs like any other.
    case bench = "{bench}"
}

private let commandLine = SettingSpec(
    "command", .text,
    "the program and its arguments, with {interface} where the interface's name is to stand, such "
        + "as “tcpdump -i {interface} -w /dev/null”; {file}: a pcap file that is judged afterwards, "
        + "{filter}: a pcap-filter(7) expression for the frames of the trial; split as a shell "
        + "would, but none is run; required")

private func commandProblem(_ settings: Settings) -> SettingError? {
    do throws(SettingError) {
        _ = try commandWords(settings)
        return nil
    } catch {
        return error
    }
}

/// The words of the command line, the placeholders still in them.
private func commandWords(_ settings: Settings) throws(SettingError) -> [String] {
    let name = commandLine.name
    guard let text = settings.text(name), !text.isEmpty else {
        throw SettingError(
            name: name,
            problem: "is missing; backend “command” needs one such as "
                + "“tcpdump -i {interface} -w /dev/null”")
    }
    let words = try CommandWords.split(text, for: name)
    let needed = Placeholder.interface.rawValue
    guard words.dropFirst().contains(where: { $0.contains(needed) }) else {
        throw SettingError(
            name: name,
            problem: "“\(text)” has no argument with \(needed), where the interface's name "
                + "is to stand")
    }
    return words
}

/// Looks after a capture program of others: starts it, sees that it captures, ends it.
///
/// The program inherits the CPU and the namespaces of the thread that opens this. It captures once
/// a packet socket has been bound since: not the program's word, the kernel's.
final class CommandSession: CaptureSession {
    /// From its start to its socket.
    private static let longestStart: Int64 = 8_000_000_000
    /// From its socket to the first frame: time to set a filter, or to open a second socket.
    private static let settling: Int64 = 250_000_000
    /// From SIGINT to SIGKILL: less than the runner waits.
    private static let patience: Int64 = 4_000_000_000
    /// What is kept of what it prints.
    private static let kept = 65_536

    private(set) var granted = Granted()
    let wakeUps: UInt64 = 0
    let isTool = true
    private let name: String
    private let child: ChildProcess
    private let output: MemoryFile
    private let errors: MemoryFile
    /// What the program captured; `nil` if it was not asked to write it here.
    private let capture: MemoryFile?
    private var report: ToolReport?

    init(_ request: CaptureRequest) throws(CaptureError) {
        let words: [String]
        do throws(SettingError) {
            words = try commandWords(request.settings)
        } catch {
            throw .unsupported(error.description)
        }
        let program = Backend.program(of: words)
        guard Self.isExecutable(program) else {
            throw .unsupported("there is no program “\(program)” to be executed")
        }
        let interface = request.interface
        let capture = try CaptureError.onSystem(program) { () throws(SystemError) in
            Backend.writesFile(request.settings) ? try MemoryFile() : nil
        }
        self.capture = capture
        let arguments = words.dropFirst().map { word in
            Placeholder.allCases.reduce(word) { word, placeholder in
                let value =
                    switch placeholder {
                    case .interface: interface
                    case .file: ChildProcess.Streams.filePath
                    case .filter: request.format.filter
                    case .bench: ProcessInfo.executablePath()
                    }
                return word.replacing(placeholder.rawValue, with: value)
            }
        }
        guard let index = Interface.index(of: interface) else { throw .noSuchInterface(interface) }
        let (before, output, errors, child) = try CaptureError.onSystem(interface) {
            () throws(SystemError) in
            let before = Set(try PacketSocketTable.read().map(\.inode))
            let (output, errors) = (try MemoryFile(), try MemoryFile())
            // Should this process die, the program goes with it.
            let child = try ChildProcess(
                ProcessInfo.executablePath(),
                ["__enter", "null", "deathsig", "--", program] + arguments,
                streams: .init(
                    input: .null, output: .memory(output), error: .memory(errors), file: capture))
            return (before, output, errors, child)
        }
        name = program.split(separator: "/").last.map(String.init) ?? program
        self.output = output
        self.errors = errors
        self.child = child
        try awaitSocket(on: index, since: before)
    }

    deinit {
        child.killGroup()
    }

    fileprivate static func isExecutable(_ program: String) -> Bool {
        program.contains("/")
            ? FileManager.default.isExecutableFile(atPath: program)
            : ProcessInfo.program(program) != nil
    }

    /// Waits until a packet socket that was not there takes frames of this interface.
    private func awaitSocket(on index: Int, since before: Set<UInt32>) throws(CaptureError) {
        let deadline = MonotonicClock.now() + Self.longestStart
        var found: [PacketSocketTable.Entry] = []
        while found.isEmpty {
            try throwIfEnded()
            guard MonotonicClock.now() < deadline else {
                child.killGroup()
                throw .hung(
                    "\(name) opened no packet socket within \(Self.longestStart / 1_000_000_000) s"
                        + complaint)
            }
            Poll.sleep(until: MonotonicClock.now() + 5_000_000)
            let all = try CaptureError.onSystem(name) { () throws(SystemError) in
                try PacketSocketTable.read()
            }
            found = all.filter { socket in
                socket.isRunning && [0, index].contains(socket.interface)
                    && !before.contains(socket.inode)
            }
        }
        Poll.sleep(until: MonotonicClock.now() + Self.settling)
        try throwIfEnded()
        describe(found)
    }

    /// What the kernel says of the program's sockets.
    private func describe(_ sockets: [PacketSocketTable.Entry]) {
        granted.add("sockets", sockets.count)
        guard sockets.count == 1, let ring = try? PacketDiag.receiveRing(inode: sockets[0].inode)
        else { return }
        granted.add("ring_bytes", ring.byteCount)
        granted.add("block_size", ring.blockSize)
        granted.add("block_count", ring.blockCount)
        granted.add("geometry_source", "packet_diag")
    }

    private func throwIfEnded() throws(CaptureError) {
        let end = try CaptureError.onSystem(name) { () throws(SystemError) in try child.poll() }
        guard let end else { return }
        child.killGroup()
        throw .unsupported("\(name) ended by itself with \(end.words)" + complaint)
    }

    /// The last line that the program said, after a colon; empty if it said none.
    private var complaint: String {
        for file in [errors, output] {
            let lines = ((try? file.tail(Self.kept)) ?? "").split { $0.isNewline || $0 == "\r" }
            if let last = lines.last(where: { $0.contains { !$0.isWhitespace } }) {
                return ": \(last.drop { $0.isWhitespace })"
            }
        }
        return ""
    }

    /// Waits; sees that the program still runs, and that what it prints does not fill the memory.
    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        try throwIfEnded()
        for file in [output, errors] { try? file.trim(beyond: 1 << 20) }
        // A request for the caller interrupts it.
        _ = Poll.readable([], within: Int64(timeoutMilliseconds) * 1_000_000)
        return 0
    }

    func counters() -> CaptureCounters { CaptureCounters() }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? { nil }

    /// SIGINT, upon which capture programs print what they counted; SIGKILL if that does not end it.
    func finish(into tally: inout FrameTally) throws(CaptureError) -> ToolReport? {
        if let report { return report }
        try throwIfEnded()
        // As Ctrl-C at a terminal: to all of its processes.
        child.killGroup(2)
        let deadline = MonotonicClock.now() + Self.patience
        var end: ProcessEnd?
        while end == nil && MonotonicClock.now() < deadline {
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
            end = try CaptureError.onSystem(name) { () throws(SystemError) in try child.poll() }
        }
        child.killGroup()
        guard let end else {
            throw .hung(
                "\(name) did not end within \(Self.patience / 1_000_000_000) s of SIGINT")
        }
        let printed =
            ((try? output.tail(Self.kept)) ?? "") + "\n" + ((try? errors.tail(Self.kept)) ?? "")
        let report = ToolReport(counts: ToolCounts(reading: printed), end: end)
        self.report = report
        try count(into: &tally)
        return report
    }

    /// Gives every frame of the file that the program wrote to the tally.
    private func count(into tally: inout FrameTally) throws(CaptureError) {
        guard let capture else { return }
        do throws(CaptureFileError) {
            let file = try CaptureFile(capture.ownPath)
            while let packet = file.next() {
                tally.take(packet.bytes, length: packet.length, snaplen: file.snaplen)
            }
        } catch {
            throw .unsupported("what \(name) wrote \(error)")
        }
    }
}
