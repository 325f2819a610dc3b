import Capture
import Kernel

/// A capture by hand: receives until a limit or Ctrl-C, then prints what tracestats would.
struct HandCapture {
    struct Limits {
        var count: Int?
        var nanoseconds: Int64?
        /// The run whose stamps count.
        var runID: UInt32 = 1
        var checksStamps = false

        /// How long to wait for frames, in milliseconds: no longer than a short duration lasts.
        var wait: Int32 {
            Int32(max(1, min(nanoseconds ?? .max, 100_000_000) / 1_000_000))
        }

        func isOver(since start: Int64) -> Bool {
            guard let nanoseconds else { return false }
            return MonotonicClock.now() - start >= nanoseconds
        }
    }

    static func run(
        _ backend: Backend, _ request: CaptureRequest, _ limits: Limits
    ) throws {
        let ended = SharedFlag()
        let signals = try EndSignals()
        Wake.prepare()
        let main = ThreadHandle.current
        let number = signals.number
        try Thread.start {
            while Poll.readable([number], within: 3_600_000_000_000).isEmpty {}
            ended.raise()
            Wake.interrupt(main)
        }
        let flaps = FlapWait(request.interface)
        let session = try backend.open(request)
        var tally = try FrameTally(counting: request.counting, checksStamps: limits.checksStamps)
        tally.accept(runID: limits.runID)
        var capture = HandCapture(
            session: session, limits: limits, ended: ended, flaps: flaps,
            start: MonotonicClock.now(), cpu: ProcessInfo.threadCPUTime())
        var failure: CaptureError?
        do throws(CaptureError) {
            try capture.receive(into: &tally)
        } catch {
            failure = error
        }
        capture.line.clear()
        // What was counted by then is told all the same.
        if let report = try capture.report(backend, request, &tally, failure) {
            try output(report.text)
        }
        if let failure { throw failure }
        withExtendedLifetime(signals) {}
    }

    private let session: any CaptureSession
    private let limits: Limits
    private let ended: SharedFlag
    private var flaps: FlapWait
    private let start: Int64
    private let cpu: Int64
    private var line = LiveLine()
    private var taken = 0

    private init(
        session: any CaptureSession, limits: Limits, ended: SharedFlag, flaps: FlapWait,
        start: Int64, cpu: Int64
    ) {
        (self.session, self.limits, self.ended) = (session, limits, ended)
        (self.flaps, self.start, self.cpu) = (flaps, start, cpu)
    }

    private var isComplete: Bool { taken >= limits.count ?? .max }

    /// Receives until the count, the duration or a signal ends it.
    private mutating func receive(into tally: inout FrameTally) throws(CaptureError) {
        while !ended.isRaised && !isComplete {
            do throws(CaptureError) {
                try receiveUntilDown(&tally)
            } catch {
                let (ended, limits, start) = (ended, limits, start)
                try flaps.recover(from: error) { ended.isRaised || limits.isOver(since: start) }
            }
            if limits.isOver(since: start) { return }
        }
    }

    private mutating func receiveUntilDown(_ tally: inout FrameTally) throws(CaptureError) {
        var calls = 0
        while !ended.isRaised && !isComplete {
            // Reading the clock costs as much as a frame: now and then is enough, and whenever
            // there was time to wait.
            let frames = try session.receive(into: &tally, timeoutMilliseconds: limits.wait)
            taken += frames
            calls += 1
            guard frames == 0 || calls % 64 == 0 else { continue }
            if limits.isOver(since: start) { return }
            if !session.isTool { try line.show(UInt64(taken), session.counters) }
        }
    }

    /// What came of it; `nil` if a program of others failed.
    private func report(
        _ backend: Backend, _ request: CaptureRequest, _ tally: inout FrameTally,
        _ failure: CaptureError?
    ) throws -> HandReport? {
        let nanoseconds = MonotonicClock.now() - start
        if session.isTool {
            guard failure == nil, let tool = try session.finish(into: &tally) else { return nil }
            let used = (tool.end.userSeconds + tool.end.systemSeconds) * 1e9
            return HandReport(
                backend: backend.name, interface: request.interface, direction: nil,
                frames: tool.counts.captured, counts: nil,
                kernel: CaptureCounters(received: tool.counts.received, drops: tool.counts.drops),
                granted: session.granted, wakeUps: nil, flaps: 0, nanoseconds: nanoseconds,
                cpuNanoseconds: Int64(used))
        }
        let (cpu, wakeUps) = (ProcessInfo.threadCPUTime() - cpu, session.wakeUps)
        // Beyond a count nothing is wanted.
        if !isComplete { try session.takeRest(into: &tally) }
        return HandReport(
            backend: backend.name, interface: request.interface,
            direction: backend.requirements.isEmpty ? nil : request.direction,
            frames: tally.counts.frames, counts: tally.counts, kernel: try session.counters(),
            granted: session.granted, wakeUps: wakeUps, flaps: flaps.flaps,
            nanoseconds: nanoseconds, cpuNanoseconds: cpu)
    }
}

/// What a capture by hand prints.
struct HandReport {
    let backend: String
    let interface: String
    /// Which frames counted; `nil` if the backend does not choose.
    let direction: CaptureRequest.Direction?
    /// Frames captured; `nil` if a program of others did not say.
    let frames: UInt64?
    /// What was counted here; `nil` if a program of others captured.
    let counts: FrameCounts?
    let kernel: CaptureCounters
    let granted: Granted
    let wakeUps: UInt64?
    let flaps: Int
    let nanoseconds: Int64
    let cpuNanoseconds: Int64

    var text: String {
        lines.map { name, value in
            name.padding(to: 22) + value + "\n"
        }.joined()
    }

    private var lines: [(String, String)] {
        var lines = [
            ("backend", "\(backend) on \(interface)"),
            ("frames", frames.map { "\($0)" } ?? "unknown"),
        ]
        if let direction { lines.insert(("direction", direction.words), at: 1) }
        lines += [
            ("bytes on the wire", counts?.bytes), ("bytes kept", counts?.kept),
            ("cut frames", counts?.cut), ("received by kernel", kernel.received),
            ("drops", kernel.drops), ("unread", unread), ("freezes", kernel.freezes),
            ("filtered", kernel.filtered),
        ].compactMap { name, value in value.map { (name, "\($0)") } }
        lines += kernel.details.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        if flaps > 0 { lines.append(("went down and up", "\(flaps)")) }
        if let stamps = counts?.stamps { lines += Self.lines(stamps) }
        let seconds = Double(nanoseconds) / 1e9
        lines.append(("duration", "\(Self.rounded(seconds, 3)) s"))
        if let frames {
            lines.append(("rate", "\(Self.rounded(Double(frames) / seconds, 0)) frames/s"))
        }
        lines.append(("CPU", cpuText(seconds)))
        if let wakeUps { lines.append(("wake-ups", "\(wakeUps)")) }
        lines += granted.entries.map { ("granted \($0.name.rawValue)", $0.text) }
        return lines
    }

    /// Frames that the kernel holds still, or that went with an interface.
    private var unread: UInt64? {
        guard counts != nil, let received = kernel.received, let drops = kernel.drops, let frames
        else { return nil }
        return received > drops + frames ? received - drops - frames : 0
    }

    private func cpuText(_ seconds: Double) -> String {
        let cpu = Double(cpuNanoseconds)
        var text = "\(Self.rounded(cpu / 1e9, 3)) s, \(Self.rounded(cpu / 1e7 / seconds, 1)) %"
        if let frames, frames > 0 {
            text += ", \(Self.rounded(cpu / Double(frames), 0)) ns/frame"
        }
        return text
    }

    private static func lines(_ stamps: StampCounts) -> [(String, String)] {
        [
            ("unique", "\(stamps.unique)"), ("duplicates", "\(stamps.duplicates)"),
            ("reordered", "\(stamps.reordered)"), ("corrupt", "\(stamps.corrupt)"),
            ("stray", "\(stamps.stray)"), ("truncated", "\(stamps.truncated)"),
        ]
    }

    /// A decimal with this many places and a point, whatever the locale.
    private static func rounded(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let whole = Int64((value * scale).rounded())
        guard places > 0 else { return "\(whole)" }
        let digits = String(whole.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = whole < 0 ? "-" : ""
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }
}

extension CaptureRequest.Direction {
    fileprivate var words: String {
        switch self {
        case .incoming: "in: what the host sends is ignored (see --direction)"
        case .outgoing: "out: what the host receives is ignored (see --direction)"
        case .both: "both: what the host receives and sends"
        }
    }
}

extension String {
    /// The text with blanks behind it up to this many characters, at least one.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
