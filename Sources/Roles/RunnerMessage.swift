/// What the runner says to a role: one JSON object a line on its standard input.
///
/// The end of the input means `stop` and exit.
package enum RunnerMessage: Sendable, Hashable {
    /// Capturer: zero the counters and accept this run id only. `frames`: memory for so many is to
    /// be present.
    case arm(runID: UInt32, frames: Int, tag: Int? = nil)
    /// Generator: send a run, its first frame due at `at` (ns). Capturer: that is when one is sent.
    case start(runID: UInt32, at: Int64, frames: Int, duration: Int64)
    /// Say your counters, with this tag.
    case snapshot(tag: Int?)
    /// Capturer: stop taking frames, and go on taking them.
    case hold
    case release
    /// `frames`: of the run, for a capturer to tell which of them never came; `nil` if nobody knows.
    case stop(frames: Int? = nil)
}

extension RunnerMessage {
    /// One line, with its newline.
    package var line: String { MessageLine.encode(RunnerLine(self)) }

    package init(line: String) throws(ProtocolError) {
        let fields: RunnerLine = try MessageLine.decode(line)
        self = try fields.message(line)
    }
}

/// The fields of such a line.
private struct RunnerLine: Codable {
    enum RunnerMessageType: String, Codable {
        case arm
        case start
        case snapshot
        case hold
        case release
        case stop
    }

    var v = MessageLine.version
    var type: RunnerMessageType
    // The names are those of the protocol.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var run_id: UInt32?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var t0_ns: Int64?
    var frames: Int?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var duration_ns: Int64?
    var tag: Int?

    init(_ message: RunnerMessage) {
        switch message {
        case .arm(let runID, let frames, let tag):
            type = .arm
            (run_id, self.frames, self.tag) = (runID, frames, tag)
        case .start(let runID, let start, let frames, let duration):
            type = .start
            (run_id, t0_ns, self.frames, duration_ns) = (runID, start, frames, duration)
        case .snapshot(let tag):
            type = .snapshot
            self.tag = tag
        case .hold: type = .hold
        case .release: type = .release
        case .stop(let frames):
            type = .stop
            self.frames = frames
        }
    }

    func message(_ line: String) throws(ProtocolError) -> RunnerMessage {
        /// A field that this message cannot do without.
        func required<Value>(_ value: Value?, _ name: String) throws(ProtocolError) -> Value {
            guard let value else {
                throw ProtocolError(line: line, reason: "\(type.rawValue) without \(name)")
            }
            return value
        }
        /// A number of frames or nanoseconds: at least 0, and such that sums of them fit 64 bits.
        func count<Value: FixedWidthInteger>(
            _ value: Value, _ name: String
        ) throws(ProtocolError) -> Value {
            guard value >= 0 && value <= Int64.max / 4 else {
                throw ProtocolError(line: line, reason: "\(name) is not within 0 and 2^61 - 1")
            }
            return value
        }
        switch type {
        case .arm:
            return .arm(
                runID: try required(run_id, "run_id"), frames: try count(frames ?? 0, "frames"),
                tag: tag)
        case .start:
            return .start(
                runID: try required(run_id, "run_id"),
                at: try count(required(t0_ns, "t0_ns"), "t0_ns"),
                frames: try count(required(frames, "frames"), "frames"),
                duration: try count(required(duration_ns, "duration_ns"), "duration_ns"))
        case .snapshot: return .snapshot(tag: tag)
        case .hold: return .hold
        case .release: return .release
        case .stop:
            return .stop(frames: frames == nil ? nil : try count(frames ?? 0, "frames"))
        }
    }
}
