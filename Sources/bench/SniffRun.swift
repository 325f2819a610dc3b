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
        var line = LiveLine()
        var shown = 0
        var failure: (any Error)?
        do {
            try look(sniffer, sink, signals, &line, &shown)
        } catch {
            failure = error
        }
        line.clear()
        // What was seen by then is told all the same.
        do {
            if shown < count ?? .max, sink.isOpen {
                shown += try sniffer.takeRest(sink, limit: (count ?? .max) - shown)
            }
            if sink.isOpen { _ = try sink.pass(isIdle: true) }
        } catch {
            failure = failure ?? error
        }
        StandardStream.writeError(summary(shown, sink, try sniffer.counters()))
        if let failure { throw failure }
    }

    /// Looks until the count is reached, a signal comes or nobody reads any more.
    private func look(
        _ sniffer: Sniffer, _ sink: SniffSink, _ signals: EndSignals, _ line: inout LiveLine,
        _ shown: inout Int
    ) throws {
        var looks = 0
        var flaps = FlapWait(request.interface)
        while shown < count ?? .max {
            var frames = 0
            do throws(CaptureError) {
                frames = try sniffer.look(
                    sink, limit: min(count.map { [shown] in $0 - shown } ?? .max, 1024),
                    timeoutMilliseconds: Self.patience)
            } catch {
                var isOver = false
                try flaps.recover(from: error) {
                    isOver = isOver || signals.next() != nil
                    return isOver
                }
                if isOver { return }
            }
            shown += frames
            looks += 1
            // A signal ends the wait; while there is no wait, now and then is enough.
            if frames == 0 || looks % 64 == 0, signals.next() != nil { return }
            guard try sink.pass(isIdle: frames == 0) else { return }
            try line.show(UInt64(shown), sniffer.counters)
        }
    }

    private func makeSink() throws -> SniffSink {
        guard let file else { return SniffSink(json ? .json : .text(total: count ?? 0)) }
        let snaplen =
            request.settings.ifPresent(CaptureSettings.snaplen) ?? CaptureRequest.wholeFrames
        let writer = try Invoker.files { () throws(CaptureFileError) in
            try CaptureWriter(file, snaplen: snaplen)
        }
        return SniffSink(.file, writer)
    }

    private func summary(_ shown: Int, _ sink: SniffSink, _ counters: CaptureCounters) -> String {
        let (received, drops) = (counters.received ?? 0, counters.drops ?? 0)
        let known = UInt64(shown) + drops
        var lines = [
            "\(shown) packets captured",
            "\(received) packets received by filter",
            "\(received > known ? received - known : 0) packets left unread",
            "\(drops) packets dropped by kernel",
        ]
        if poisons { lines.append("\(sink.poisoned) packets came as abab") }
        if sink.cut > 0 { lines.append("\(sink.cut) packets cut short") }
        return lines.map { $0 + "\n" }.joined()
    }
}

/// What becomes of each frame that is seen.
private final class SniffSink: FrameSink {
    enum SniffOutput {
        case text(total: Int)
        case json
        case file
    }

    private let form: SniffOutput
    // Of the form `file`. Not in it: taking it out would retain it for each frame.
    private let writer: CaptureWriter?
    private var text = TextBuffer(capacity: 1 << 17)
    private var number: UInt64 = 0
    private(set) var poisoned = 0
    /// Frames of which less was captured than they had on the wire.
    private(set) var cut = 0
    private var failure: SystemError?
    private var flushed = MonotonicClock.now()
    private static let longestDelay: Int64 = 200_000_000

    init(_ form: SniffOutput, _ writer: CaptureWriter? = nil) {
        (self.form, self.writer) = (form, writer)
    }

    func take(_ place: FramePlace) {
        number &+= 1
        if place.isPoisoned { poisoned &+= 1 }
        if place.bytes.count < place.length { cut &+= 1 }
        switch form {
        case .file: writer?.take(place)
        case .text(let total):
            makeRoom()
            FrameRecord.writeText(place, number: number, total: UInt64(total), to: &text)
        case .json:
            makeRoom()
            FrameRecord.writeJSON(place, number: number, to: &text)
        }
    }

    private func makeRoom() {
        if text.room < FrameRecord.longest { empty() }
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

    /// Whether somebody takes what is passed on: the disk has room, the pipe a reader.
    var isOpen: Bool {
        if let writer { return !writer.hasFailed }
        return failure == nil
    }

    /// Passes on what was gathered: at once when there is time, else when there is much of it.
    ///
    /// - Returns: whether there is a reader left.
    func pass(isIdle: Bool) throws -> Bool {
        let now = MonotonicClock.now()
        if isIdle || now - flushed > Self.longestDelay {
            flushed = now
            if let writer { writer.flush() } else { empty() }
        }
        if let writer, writer.hasFailed {
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
