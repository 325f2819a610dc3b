import ArgumentParser
import Capture
import Kernel
import Packets
import Settings

/// A look at an interface: until a count or Ctrl-C, then what the kernel counted.
struct SniffRun {
    let backend: Backend
    let request: CaptureRequest
    let count: Int?
    let file: String?
    let json: Bool
    let poisons: Bool

    /// How long to wait for frames before what was printed is shown, in milliseconds.
    private static let patience: Int32 = 100

    func run() throws {
        let signals = try EndSignals()
        Wake.prepare()
        let sniffer = try Sniffer(backend, request, poisons: poisons, wake: signals.number)
        let sink = try makeSink()
        var status = SniffStatus()
        var shown = 0
        do {
            try look(sniffer, sink, signals, &status, &shown)
            _ = try sink.pass(isIdle: true)
        } catch {
            // What was seen by then is told all the same.
            status.clear()
            if let counters = try? sniffer.counters() {
                StandardStream.writeError(summary(shown, sink.poisoned, counters))
            }
            throw error
        }
        let counters = try sniffer.counters()
        status.clear()
        StandardStream.writeError(summary(shown, sink.poisoned, counters))
    }

    /// Looks until the count is reached, a signal comes or nobody reads any more.
    private func look(
        _ sniffer: Sniffer, _ sink: SniffSink, _ signals: EndSignals,
        _ status: inout SniffStatus, _ shown: inout Int
    ) throws {
        var looks = 0
        while shown < count ?? .max {
            let frames = try sniffer.look(
                sink, limit: min(count.map { [shown] in $0 - shown } ?? .max, 1024),
                timeoutMilliseconds: Self.patience)
            shown += frames
            looks += 1
            // A signal ends the wait; while there is no wait, now and then is enough.
            if frames == 0 || looks % 64 == 0, signals.next() != nil { return }
            guard try sink.pass(isIdle: frames == 0) else { return }
            try status.show(shown, sniffer)
        }
    }

    private func makeSink() throws -> SniffSink {
        guard let file else { return SniffSink(.show(json ? .json : .text(total: count ?? 0))) }
        let snaplen = request.settings.integer("snaplen") ?? 65_535
        return SniffSink(.write(try CaptureWriter(file, snaplen: snaplen)))
    }

    private func summary(_ shown: Int, _ poisoned: Int, _ counters: CaptureCounters) -> String {
        var lines = [
            "\(shown) packets captured",
            "\(counters.received ?? 0) packets received by filter",
            "\(counters.drops ?? 0) packets dropped by kernel",
        ]
        if poisons { lines.append("\(poisoned) packets came as abab") }
        return lines.map { $0 + "\n" }.joined()
    }
}

/// What becomes of each frame that is seen.
private final class SniffSink: FrameSink {
    enum Form {
        case text(total: Int)
        case json
    }

    enum Target {
        case show(Form)
        case write(CaptureWriter)
    }

    private let target: Target
    private var text = TextBuffer(capacity: 1 << 17)
    private var number: UInt64 = 0
    private(set) var poisoned = 0
    private var failure: SystemError?
    private var flushed = MonotonicClock.now()
    private static let longestDelay: Int64 = 200_000_000

    init(_ target: Target) {
        self.target = target
    }

    func take(_ place: FramePlace) {
        number &+= 1
        if place.isPoisoned { poisoned &+= 1 }
        switch target {
        case .write(let writer): writer.take(place)
        case .show(let form):
            if text.room < FrameRecord.longest { empty() }
            switch form {
            case .text(let total):
                FrameRecord.writeText(place, number: number, total: UInt64(total), to: &text)
            case .json: FrameRecord.writeJSON(place, number: number, to: &text)
            }
        }
    }

    private func empty() {
        guard failure == nil else { return text.clear() }
        do throws(SystemError) {
            try StandardStream.writeOutput(text.bytes)
        } catch {
            failure = error
        }
        text.clear()
    }

    /// Passes on what was gathered: at once when there is time, else when there is much of it.
    ///
    /// - Returns: whether there is a reader left.
    func pass(isIdle: Bool) throws -> Bool {
        let now = MonotonicClock.now()
        if isIdle || now - flushed > Self.longestDelay {
            flushed = now
            if case .write(let writer) = target { writer.flush() } else { empty() }
        }
        if case .write(let writer) = target, writer.hasFailed {
            guard writer.path == "-" else {
                throw CaptureFileError("cannot be written: is the disk full?")
            }
            return false
        }
        guard let failure else { return true }
        guard failure.isBrokenPipe else { throw failure }
        return false
    }
}

/// The status line on a terminal: once a second, and gone at the end.
private struct SniffStatus {
    private let isTerminal = StandardStream.errorIsTerminal
    private var last = MonotonicClock.now()
    private var before = 0

    mutating func show(_ frames: Int, _ sniffer: Sniffer) throws {
        guard isTerminal else { return }
        let now = MonotonicClock.now()
        guard now - last >= 1_000_000_000 else { return }
        let rate = Double(frames - before) / (Double(now - last) / 1e9)
        (last, before) = (now, frames)
        let drops = try sniffer.counters().drops ?? 0
        let line = "\(frames) frames, \(Int(rate.rounded())) frames/s, \(drops) dropped"
        StandardStream.writeError("\r\u{1b}[K" + line.prefix(StandardStream.columns - 1))
    }

    func clear() {
        if isTerminal { StandardStream.writeError("\r\u{1b}[K") }
    }
}
