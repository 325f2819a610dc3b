import Capture
import Kernel

/// A capture by hand: receives until a limit or Ctrl-C, then prints what tracestats would.
enum HandCapture {
    struct Limits {
        var count: Int?
        var nanoseconds: Int64?
        /// The run whose stamps count.
        var runID: UInt32 = 1

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
        let session = try backend.open(request)
        var tally = try FrameTally(touch: request.touch)
        tally.accept(runID: limits.runID)
        let start = MonotonicClock.now()
        let cpu = ProcessInfo.threadCPUTime()
        var taken = 0
        var calls = 0
        while !ended.isRaised && taken < limits.count ?? .max {
            // Reading the clock costs as much as a frame: now and then is enough, and whenever
            // there was time to wait.
            let frames = try session.receive(into: &tally, timeoutMilliseconds: limits.wait)
            taken += frames
            calls += 1
            if frames == 0 || calls % 64 == 0, limits.isOver(since: start) { break }
        }
        let nanoseconds = MonotonicClock.now() - start
        if let tool = try session.finish(into: &tally) {
            let used = (tool.end.userSeconds + tool.end.systemSeconds) * 1e9
            return try output(
                HandReport(
                    backend: backend.name, interface: request.interface,
                    frames: tool.counts.captured, counts: nil,
                    kernel: CaptureCounters(
                        received: tool.counts.received, drops: tool.counts.drops),
                    granted: session.granted, wakeUps: nil, nanoseconds: nanoseconds,
                    cpuNanoseconds: Int64(used)
                ).text)
        }
        let report = HandReport(
            backend: backend.name, interface: request.interface, frames: tally.counts.frames,
            counts: tally.counts, kernel: try session.counters(), granted: session.granted,
            wakeUps: session.wakeUps, nanoseconds: nanoseconds,
            cpuNanoseconds: ProcessInfo.threadCPUTime() - cpu)
        try output(report.text)
        withExtendedLifetime(signals) {}
    }
}

/// What a capture by hand prints.
struct HandReport {
    let backend: String
    let interface: String
    /// Frames captured; `nil` if a program of others did not say.
    let frames: UInt64?
    /// What was counted here; `nil` if a program of others captured.
    let counts: FrameCounts?
    let kernel: CaptureCounters
    let granted: Granted
    let wakeUps: UInt64?
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
        if let counts { lines.append(("bytes", "\(counts.bytes)")) }
        lines += [
            ("received by kernel", kernel.received), ("drops", kernel.drops),
            ("freezes", kernel.freezes), ("filtered", kernel.filtered),
        ].compactMap { name, value in value.map { (name, "\($0)") } }
        if let stamps = counts?.stamps { lines += Self.lines(stamps) }
        let seconds = Double(nanoseconds) / 1e9
        lines.append(("duration", "\(Self.rounded(seconds, 3)) s"))
        if let frames {
            lines.append(("rate", "\(Self.rounded(Double(frames) / seconds, 0)) frames/s"))
        }
        lines.append(("CPU", cpuText(seconds)))
        if let wakeUps { lines.append(("wake-ups", "\(wakeUps)")) }
        lines += granted.entries.map { ("granted \($0.name)", $0.text) }
        return lines
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

extension String {
    /// The text with blanks behind it up to this many characters, at least one.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
