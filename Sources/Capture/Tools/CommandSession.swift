import FoundationEssentials
import Frames
import Kernel
import Settings

/// Looks after a capture program of others: starts it, sees that it captures, ends it.
///
/// The program inherits the CPU and the namespaces of the thread that opens this. It captures once
/// a packet socket has been bound since: not the program's word, the kernel's.
final class CommandSession: CaptureSession {
    /// From its socket to the first frame: time to set a filter, or to open a second socket.
    private static let settling: Int64 = 250_000_000
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
    private let patterns: CountPatterns
    private let patience: ToolPatience
    /// Its packet sockets, so that the kernel's counters can be read after its end; all or none.
    private var sockets: [ForeignPacketSocket] = []
    private var report: ToolReport?
    /// Bytes that `{file}` may grow to; `nil` if nobody knows.
    private let room = MemoryInfo.availableBytes().map {
        Int(Double($0) * Backend.fileShare)
    }

    init(_ request: CaptureRequest) throws(CaptureError) {
        let words: [String]
        do throws(SettingError) {
            words = try commandWords(request.settings)
            patterns = try CountPatterns(request.settings)
            patience = ToolPatience(request.settings)
        } catch {
            throw .unsupported(error.description)
        }
        let program = Backend.program(of: words)
        guard Self.isExecutable(program) else {
            throw .unsupported("there is no program “\(program)” to be executed")
        }
        // This program as it began, whatever stands at its path by now.
        let executed = words[0] == Placeholder.bench.rawValue ? ProcessInfo.executable : program
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
                ProcessInfo.executable,
                ["__enter", "apart"] + (request.isPrivileged ? [] : ["plain"])
                    + [ChildProcess.diesWithUs, "--", executed] + arguments,
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

    static func isExecutable(_ program: String) -> Bool {
        program.contains("/")
            ? FileManager.default.isExecutableFile(atPath: program)
            : ProcessInfo.program(program) != nil
    }

    /// Waits until a packet socket that was not there takes frames of this interface.
    private func awaitSocket(on index: Int, since before: Set<UInt32>) throws(CaptureError) {
        let deadline = MonotonicClock.now() + patience.start
        var found: [PacketSocketTable.Row] = []
        while found.isEmpty {
            try throwIfEnded()
            guard MonotonicClock.now() < deadline else {
                child.killGroup()
                throw .hung(
                    "\(name) opened no packet socket within \(patience.startText) "
                        + "(\(ToolPatience.startWithin.spec.name))" + complaint)
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
        sockets = ForeignPacketSocket.all(inodes: found.map(\.inode)) ?? []
    }

    /// What the program said; where it said nothing, what the kernel counted at its sockets.
    private func counts(in printed: String) -> ToolCounts {
        var counts = patterns.counts(in: printed) ?? ToolCounts(reading: printed)
        let statistics = sockets.compactMap { try? $0.readStatistics() }
        if !sockets.isEmpty, statistics.count == sockets.count { counts.complete(by: statistics) }
        return counts
    }

    /// What the kernel says of the program's sockets.
    private func describe(_ sockets: [PacketSocketTable.Row]) {
        granted[.sockets] = sockets.count
        guard sockets.count == 1, let ring = try? PacketDiag.receiveRing(inode: sockets[0].inode)
        else { return }
        granted[.ringBytes] = ring.byteCount
        granted[.blockSize] = ring.blockSize
        granted[.blockCount] = ring.blockCount
        granted[.geometrySource] = "packet_diag"
    }

    private func throwIfEnded() throws(CaptureError) {
        let end = try CaptureError.onSystem(name) { () throws(SystemError) in try child.poll() }
        guard let end else { return }
        child.killGroup()
        throw .unsupported("\(name) ended by itself with \(end.words)" + complaint)
    }

    /// The last line that the program said, quoted; empty if it said none.
    ///
    /// It need not be the reason.
    private var complaint: String {
        for file in [errors, output] {
            let lines = ((try? file.tail(Self.kept)) ?? "").split { $0.isNewline || $0 == "\r" }
            if let last = lines.last(where: { $0.contains { !$0.isWhitespace } }) {
                return "; its last line: “\(last.drop { $0.isWhitespace })”"
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
        try watchFile()
        // A request for the caller interrupts it.
        _ = Poll.readable([], within: Int64(timeoutMilliseconds) * 1_000_000)
        return 0
    }

    /// Ends the program before what it writes takes the machine's memory.
    private func watchFile() throws(CaptureError) {
        guard let size = try? capture?.size(), let room, size > room else { return }
        child.killGroup()
        throw .unsupported(
            "\(name) wrote more than the \(room >> 20) MiB to {file} for which there was memory")
    }

    func counters() -> CaptureCounters { CaptureCounters() }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? { nil }

    /// SIGINT, upon which capture programs print what they counted; then SIGTERM, then SIGKILL.
    func finish(into tally: inout FrameTally) throws(CaptureError) -> ToolReport? {
        if let report { return report }
        try throwIfEnded()
        var end: ProcessEnd?
        var last: CInt = 0
        for (signal, time) in [(2, patience.end), (15, patience.end), (9, ToolPatience.afterKill)]
        where end == nil {
            // As Ctrl-C at a terminal: to all of its processes.
            child.killGroup(CInt(signal))
            last = CInt(signal)
            end = try awaitEnd(within: time)
        }
        child.killGroup()
        guard let end else { throw .hung("\(name) did not end upon SIGKILL") }
        let printed =
            ((try? output.tail(Self.kept)) ?? "") + "\n" + ((try? errors.tail(Self.kept)) ?? "")
        let report = ToolReport(counts: counts(in: printed), end: end, signal: last)
        self.report = report
        try count(into: &tally)
        return report
    }

    private func awaitEnd(within time: Int64) throws(CaptureError) -> ProcessEnd? {
        let deadline = MonotonicClock.now() + time
        repeat {
            let end = try CaptureError.onSystem(name) { () throws(SystemError) in try child.poll() }
            if let end { return end }
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        } while MonotonicClock.now() < deadline
        return nil
    }

    /// Gives every frame of the file that the program wrote to the tally.
    private func count(into tally: inout FrameTally) throws(CaptureError) {
        guard let capture else { return }
        let file: CaptureFile
        do throws(CaptureFileError) {
            file = try CaptureFile(capture.ownPath)
        } catch {
            throw .unsupported("what \(name) wrote \(error)")
        }
        while let packet = file.next() {
            try tally.take(packet.bytes, length: packet.length, snaplen: file.snaplen)
        }
    }
}
