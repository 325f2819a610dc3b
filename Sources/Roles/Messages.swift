import FoundationEssentials

/// What a role says to the runner: one JSON object a line on standard output.
///
/// A dictionary of counters rather than named fields, so that a remote or external role can say
/// what it knows and no more. Times are the role's own `CLOCK_MONOTONIC`.
package struct RoleMessage: Codable, Sendable, Hashable {
    package enum Kind: String, Codable, Sendable {
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
    package var type: Kind
    package var t_ns: Int64?
    /// Process and thread ids as the role sees them, in its own pid namespace.
    package var pid: Int32?
    package var tids: [Int32]?
    /// What the kernel granted, as text.
    package var granted: [String: String]?
    package var counters: [String: Int64]?
    /// Echoed from a `snapshot` request, so that an answer finds its question.
    package var tag: Int?
    /// A generator's run is over.
    package var finished: Bool?
    package var code: String?
    package var message: String?
    package var fatal: Bool?

    package init(_ type: Kind) {
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
    }
}

/// What the runner says to a role: one JSON object a line on its standard input. The end of the
/// input means `stop` and exit.
package struct RunnerMessage: Codable, Sendable, Hashable {
    package enum Kind: String, Codable, Sendable {
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
    package var type: Kind
    package var run_id: UInt32?
    package var t0_ns: Int64?
    package var frames: Int?
    package var duration_ns: Int64?
    package var tag: Int?

    package init(_ type: Kind) {
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
        guard v == protocolVersion else {
            throw ProtocolError(
                line: line, reason: "version \(v), this program speaks \(protocolVersion)")
        }
    }
}

extension RunnerMessage {
    /// One line, with its newline.
    package var line: String { encodeLine(self) }

    package init(line: String) throws(ProtocolError) {
        self = try decodeLine(line)
        guard v == protocolVersion else {
            throw ProtocolError(
                line: line, reason: "version \(v), this program speaks \(protocolVersion)")
        }
    }
}

private func encodeLine(_ message: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Messages hold nothing that cannot be encoded.
    guard let data = try? encoder.encode(message) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
}

private func decodeLine<Message: Decodable>(_ line: String) throws(ProtocolError) -> Message {
    do {
        return try JSONDecoder().decode(Message.self, from: Data(line.utf8))
    } catch {
        throw ProtocolError(line: line, reason: "\(error)")
    }
}
