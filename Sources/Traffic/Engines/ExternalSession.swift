import Frames
import Kernel
import Settings

extension Engine {
    /// An engine that is a program of others; never chosen by `auto`.
    init(external tool: ExternalTool, summary: String) {
        self.init(
            component: Component(name: tool.program, summary: summary, settings: []),
            preference: nil, isStamped: false,
            obstacle: { tool.obstacle },
            objection: { tool.objection(load: $0.load, sizes: $0.sizes, format: $0.format) },
            open: { request throws(TrafficError) in try ExternalSession(tool, request) })
    }
}

/// Runs a sending program for each run, and believes the sending device.
///
/// What was offered is what the device counted; what the program says is only compared with it.
/// The program lives in a pid namespace of its own, so that neither it nor its children outlive
/// this process, and reads its input from memory.
///
/// A look at the device's counters each 10 ms, on the generator's CPU, takes it about 30 µs.
final class ExternalSession: TrafficSession {
    /// From SIGINT to SIGKILL.
    private static let patience: Int64 = 1_000_000_000
    /// From the start of the program to its first frame.
    private static let longestStart: Int64 = 3_000_000_000
    /// What is not counted within this time will not be.
    private static let rest: Int64 = 50_000_000
    /// Bytes that are kept of what a program prints.
    private static let kept = 65_536

    private let tool: ExternalTool
    private let request: TrafficRequest
    private let rate: Int?
    private let lengths: [Int]
    private let input: MemoryFile
    private let device: DeviceCounters
    private let processes: ProcessNamespace
    private let executable: String

    /// - Parameter executable: path of bench, which is the first process of the pid namespace.
    init(
        _ tool: ExternalTool, _ request: TrafficRequest,
        executable: String = ProcessInfo.executable
    ) throws(TrafficError) {
        let objection = tool.objection(
            load: request.load, sizes: request.sizes, format: request.format)
        if let reason = tool.obstacle ?? objection { throw .unsupported(reason) }
        self.tool = tool
        self.request = request
        self.executable = executable
        rate = request.load.framesPerSecond(sizes: request.sizes).flatMap(ExternalTool.wholeRate)
        let table = request.sizes.sizes().map(\.apiLength)
        lengths = (0..<tool.inputFrames).map { table[$0 % table.count] }
        do {
            device = try DeviceCounters(interface: request.interface)
            guard device.isUp else { throw TrafficError.interfaceDown(request.interface) }
            input = try MemoryFile()
            try input.write(tool.input(lengths))
            processes = try ProcessNamespace(executable: executable)
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as TrafficError {
            throw error
        } catch {
            throw .unsupported("\(error)")
        }
    }

    var granted: [String: String] { [:] }

    func run(_ run: TrafficRun, until stop: SharedFlag) throws(TrafficError) -> TrafficReport {
        do throws(SystemError) {
            var report = TrafficReport(intended: request.load == .unpaced ? nil : run.frames)
            report.accepted = 0
            report.refused = 0
            // No program takes “no frames” for a number of them.
            if run.frames == 0 { return report }
            Poll.sleep(until: run.start, orRaised: stop)
            if stop.isRaised { return report }
            var watch = DeviceWatch(start: try device.read())
            let outcome = try execute(run, stop, &watch)
            settle(&watch)
            let claim = tool.claim(outcome.output + "\n" + outcome.errors)
            if let seconds = claim?.seconds { watch.noteEnd(afterSeconds: seconds) }
            watch.fill(&report)
            report.offeredBytes = bytes(of: report.offered)
            fill(&report, outcome, claim)
            if report.reportedRate == nil { report.reportedRate = watch.rate }
            report.failure = failure(outcome, watch)
            return report
        } catch {
            throw device.isUp ? .system(error) : .interfaceDown(request.interface)
        }
    }

    /// How the program ended, and what it printed.
    private struct ToolRun {
        let end: ProcessEnd
        /// We told it to end.
        let wasEnded: Bool
        /// For how long the device had counted nothing new when the time was over (ns).
        let silence: Int64
        let output: String
        let errors: String
    }

    private func execute(
        _ run: TrafficRun, _ stop: SharedFlag, _ watch: inout DeviceWatch
    ) throws(SystemError) -> ToolRun {
        let (output, errors) = (try MemoryFile(), try MemoryFile())
        // Above what programs take for a number, only time ends the run.
        let order = ExternalTool.Order(
            interface: request.interface, rate: rate,
            frames: run.frames < Int(Int32.max) ? run.frames : nil)
        let (tool, input, executable) = (tool, input, executable)
        let child = try processes.start { () throws(SystemError) in
            try ChildProcess(
                executable,
                ["__enter", "apart", "plain", "--", tool.program] + tool.arguments(order),
                streams: .init(
                    input: .memory(input), output: .memory(output), error: .memory(errors)))
        }
        let began = MonotonicClock.now()
        var wasEnded = false
        var silence: Int64 = 0
        var end = try child.poll()
        while end == nil {
            Poll.sleep(until: MonotonicClock.now() + DeviceWatch.step)
            end = try child.poll()
            for file in [output, errors] { try file.trim(beyond: 1 << 20) }
            let now = MonotonicClock.now()
            let count = try? device.read()
            if let count { watch.note(count, at: now) }
            // As for any engine, 60 ms after its time a run is over, whatever was not sent.
            let limit =
                watch.firstSeen.map { $0 + run.duration + 60_000_000 }
                ?? (began + run.duration + Self.longestStart)
            // Programs may go on trying after their interface has vanished.
            if end == nil && (stop.isRaised || now > limit || count == nil) {
                wasEnded = true
                if now > limit { silence = now - (watch.firstSeen == nil ? began : watch.lastSeen) }
                end = try interrupt(child)
            }
        }
        // A program that was killed may leave children that go on sending.
        child.killGroup()
        guard let end else { throw SystemError(call: "wait4", code: 10, subject: tool.program) }
        return ToolRun(
            end: end, wasEnded: wasEnded, silence: silence, output: try output.tail(Self.kept),
            errors: try errors.tail(Self.kept))
    }

    /// SIGINT, upon which programs print what they did; SIGKILL if they do not end.
    private func interrupt(_ child: ChildProcess) throws(SystemError) -> ProcessEnd {
        child.killGroup(2)
        let deadline = MonotonicClock.now() + Self.patience
        while MonotonicClock.now() < deadline {
            if let end = try child.poll() { return end }
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        }
        child.killGroup()
        return try child.wait()
    }

    /// Waits until the device counts no more: a NAPI peer polls what is in its ring.
    private func settle(_ watch: inout DeviceWatch) {
        let deadline = MonotonicClock.now() + 20 * Self.rest
        var since = MonotonicClock.now()
        while MonotonicClock.now() < min(deadline, since + Self.rest) {
            guard let count = try? device.read() else { return }
            if count != watch.last {
                since = MonotonicClock.now()
                watch.note(count, at: since)
            }
            Poll.sleep(until: MonotonicClock.now() + 5_000_000)
        }
    }

    /// Bytes of the first `frames` of the sizes, which repeat.
    private func bytes(of frames: Int) -> Int {
        let (rounds, rest) = frames.quotientAndRemainder(dividingBy: lengths.count)
        return rounds * lengths.reduce(0, +) + lengths.prefix(rest).reduce(0, +)
    }

    private func fill(
        _ report: inout TrafficReport, _ outcome: ToolRun, _ claim: ExternalTool.Claim?
    ) {
        report.claimed = claim?.frames
        report.cpuNanoseconds = Int64(
            (outcome.end.userSeconds + outcome.end.systemSeconds) * 1e9)
        if let seconds = claim?.seconds, report.offered > 1 {
            report.reportedRate = Double(report.offered) / seconds
        }
    }

    /// Why the program sent less than it was to; `nil` if it kept sending until its time was over.
    private func failure(_ outcome: ToolRun, _ watch: DeviceWatch) -> TrafficError? {
        guard device.isUp else { return .interfaceDown(request.interface) }
        let complaint = tool.complaint([outcome.errors, outcome.output]).map { "; it said: \($0)" }
        let hasSent = watch.firstSeen != nil
        let what: String
        if outcome.wasEnded {
            let usual = rate.map { 3_000_000_000 / Int64($0) } ?? 0
            guard outcome.silence > max(tool.longestPause, usual) else { return nil }
            let seconds = Double(outcome.silence / 100_000_000) / 10
            what =
                hasSent ? "sent nothing more for \(seconds) s" : "sent nothing within \(seconds) s"
        } else {
            guard !outcome.end.isSuccess || !hasSent else { return nil }
            what = "ended with \(outcome.end.words)" + (hasSent ? "" : ", and had sent nothing")
        }
        return .unsupported("\(tool.program) \(what)" + (complaint ?? ""))
    }
}
