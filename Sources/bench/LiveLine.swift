import Capture
import Kernel

/// The status line of a capture on a terminal: once a second, and gone at the end.
struct LiveLine {
    private let isTerminal = StandardStream.errorIsTerminal
    private var last = MonotonicClock.now()
    private var before: UInt64 = 0

    /// Shows frames, their rate and the drops, if it is time.
    ///
    /// Reads the counters on no terminal, too: the kernel's have 32 bits, and go round after 107 s at
    /// 40 million frames a second.
    mutating func show(
        _ frames: UInt64, _ counters: () throws(CaptureError) -> CaptureCounters
    ) throws(CaptureError) {
        let now = MonotonicClock.now()
        guard now - last >= 1_000_000_000 else { return }
        let rate = Double(frames - before) / (Double(now - last) / 1e9)
        (last, before) = (now, frames)
        let drops = try counters().drops
        guard isTerminal else { return }
        var line = "\(frames) frames, \(Int(rate.rounded())) frames/s"
        if let drops { line += ", \(drops) dropped" }
        StandardStream.writeStatus(String(line.prefix(StandardStream.columns - 1)))
    }

    func clear() {
        if isTerminal { StandardStream.writeStatus("") }
    }
}
