import FoundationEssentials

/// What a role says to the runner: one JSON object a line on standard output.
///
/// A dictionary of counters rather than named fields, so that a remote or external role can say
/// what it knows and no more. Times are the role's own `CLOCK_MONOTONIC`.
package struct RoleMessage: Codable, Sendable, Hashable {
    package enum MessageType: String, Codable, Sendable {
        /// Open and, for a capturer, already receiving.
        case ready
        /// Counters, when asked for; for a generator also at the end of each run.
        case snapshot
        /// Counters after `stop`; the last message.
        case final
        /// Something went wrong.
        case error
    }

    package var v = protocolVersion
    package var type: MessageType
    // The names are those of the protocol.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    package var t_ns: Int64?
    /// Process and thread ids as the role sees them, in its own pid namespace.
    package var pid: Int32?
    package var tids: [Int32]?
    /// What the kernel granted, as text.
    package var granted: [String: String]?
    package var counters: [String: Int64]?
    /// Echoed from a `snapshot` request, so that an answer finds its question.
    package var tag: Int?
    /// A generator's run is over; with `code` and `message` if it ended before its time.
    package var finished: Bool?
    /// The histogram of the gaps between departures of that run: from (ns), to (ns), count.
    package var gaps: [[Int64]]?
    package var code: String?
    package var message: String?
    package var fatal: Bool?

    package init(_ type: MessageType) {
        self.type = type
    }

    /// An error that ends the role.
    package static func fatal(_ code: ErrorCode, _ message: String) -> RoleMessage {
        var error = RoleMessage(.error)
        error.code = code.rawValue
        error.message = message
        error.fatal = true
        return error
    }

    /// What kind of error it is, for the runner's verdict.
    package enum ErrorCode: String, Sendable {
        case interface
        case geometry
        case permission
        case unsupported
        case system
        case usage
        /// A program of others that it looks after did not answer in time.
        case hung
    }
}

/// What the runner says to a role: one JSON object a line on its standard input.
///
/// The end of the input means `stop` and exit.
package struct RunnerMessage: Codable, Sendable, Hashable {
    package enum MessageType: String, Codable, Sendable {
        /// Capturer: zero the counters and accept this run id only.
        case arm
        /// Generator: send a run, its first frame due at `t0_ns`.
        case start
        case snapshot
        /// Capturer: stop taking frames, and go on taking them.
        case hold
        case release
        case stop
    }

    package var v = protocolVersion
    package var type: MessageType
    // The names are those of the protocol.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    package var run_id: UInt32?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    package var t0_ns: Int64?
    package var frames: Int?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    package var duration_ns: Int64?
    package var tag: Int?

    package init(_ type: MessageType) {
        self.type = type
    }

    package static func arm(runID: UInt32, frames: Int) -> RunnerMessage {
        var message = RunnerMessage(.arm)
        message.run_id = runID
        message.frames = frames
        return message
    }

    package static func start(
        runID: UInt32, at start: Int64, frames: Int, duration: Int64
    ) -> RunnerMessage {
        var message = RunnerMessage(.start)
        message.run_id = runID
        message.t0_ns = start
        message.frames = frames
        message.duration_ns = duration
        return message
    }

    package static func snapshot(tag: Int) -> RunnerMessage {
        var message = RunnerMessage(.snapshot)
        message.tag = tag
        return message
    }
}

extension RunnerMessage {
    /// A field that this message cannot do without.
    func required<Value>(
        _ field: KeyPath<RunnerMessage, Value?>, _ name: String
    ) throws(ProtocolError) -> Value {
        guard let value = self[keyPath: field] else {
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
}

/// The version in every message.
package let protocolVersion = 1

/// A line that is not a message of this protocol.
package struct ProtocolError: Error, CustomStringConvertible {
    package let line: String
    package let reason: String

    package var description: String { "not a message: \(reason): \(line.prefix(200))" }
}

extension RoleMessage {
    /// One line, with its newline.
    package var line: String { encodeLine(self) }

    package init(line: String) throws(ProtocolError) {
        self = try decodeLine(line)
    }
}

extension RunnerMessage {
    /// One line, with its newline.
    package var line: String { encodeLine(self) }

    package init(line: String) throws(ProtocolError) {
        self = try decodeLine(line)
    }
}

private func encodeLine(_ message: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Messages hold nothing that cannot be encoded.
    guard let data = try? encoder.encode(message) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
}

/// What every version of the protocol has.
private struct Envelope: Decodable {
    let v: Int
}

private func decodeLine<Message: Decodable>(_ line: String) throws(ProtocolError) -> Message {
    let data = Data(line.utf8)
    var isObject = false
    do {
        // The version first: another one may have other fields.
        let version = try JSONDecoder().decode(Envelope.self, from: data).v
        isObject = true
        guard version == protocolVersion else {
            throw ProtocolError(
                line: line, reason: "version \(version), this program speaks \(protocolVersion)")
        }
        return try JSONDecoder().decode(Message.self, from: data)
    } catch let error as ProtocolError {
        throw error
    } catch let error as DecodingError {
        throw ProtocolError(line: line, reason: reason(error, isObject))
    } catch {
        throw ProtocolError(line: line, reason: "\(error)")
    }
}

/// One clause that says which field is wrong.
private func reason(_ error: DecodingError, _ isObject: Bool) -> String {
    switch error {
    case .keyNotFound(let key, _): "no “\(key.stringValue)”"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        // A number that does not fit has no path.
        if !context.path.isEmpty {
            "an unexpected value at “\(context.path)”"
        } else {
            isObject ? "an unexpected value" : "not a JSON object"
        }
    @unknown default: "not a JSON object"
    }
}

extension DecodingError.Context {
    fileprivate var path: String { codingPath.map(\.stringValue).joined(separator: ".") }
}
