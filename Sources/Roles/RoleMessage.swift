package import Capture
package import Frames
import Kernel

/// What a role says to the runner: one JSON object a line on standard output.
///
/// Times are the role's own `CLOCK_MONOTONIC` (ns).
package enum RoleMessage: Sendable, Hashable {
    /// Open and, for a capturer, already receiving.
    case ready(Opening)
    /// Counters, when asked for.
    case snapshot(Reading)
    /// A generator's run is over.
    case runEnd(RunEnd)
    /// Counters after `stop`; the last message.
    case final(Reading)
    /// The role ends, and why.
    case failed(RoleFailure)

    package struct Opening: Sendable, Hashable {
        /// Process and thread ids as the role sees them, in its own pid namespace.
        package var pid: Int32
        package var tids: [Int32]
        /// What the kernel granted, as text.
        package var granted: [String: String]

        /// Of the thread that says so.
        init(granted: [String: String]) {
            self.init(
                pid: ProcessInfo.pid, tids: [ProcessInfo.threadID], granted: granted)
        }

        init(pid: Int32, tids: [Int32], granted: [String: String]) {
            (self.pid, self.tids, self.granted) = (pid, tids, granted)
        }
    }

    package struct Reading: Sendable, Hashable {
        package var time: Int64?
        /// By name, so that a remote or external role can say what it knows and no more.
        package var counters: [String: Int64] = [:]
        /// Of the request that this answers.
        package var tag: Int?
        /// A capturer's losses by their place in the run, in its last message.
        package var lossBins: [SequenceLosses.Bin] = []
        /// When a capturer took no frame, in its last message; `nil` if it does not know.
        package var pauses: [PauseRecorder.Pause]?
        /// How long its frames took, in its last message; `nil` if it did not measure that.
        package var latencies: Latencies?
    }

    package struct RunEnd: Sendable, Hashable {
        package var time: Int64?
        package var counters: [String: Int64]
        /// The gaps between departures of that run.
        package var gaps: [TimeBin]
        /// Why the run ended before its time; `nil` if it did not.
        package var failure: RoleFailure?
    }

    /// An error that ends the role.
    package static func fatal(_ code: RoleFailure.ErrorCode, _ message: String) -> RoleMessage {
        .failed(RoleFailure(code: code, message: message))
    }
}

/// Why a role, or one run of it, came to nothing.
package struct RoleFailure: Sendable, Hashable {
    package var code: ErrorCode
    package var message: String

    /// What kind of error it is, for the runner's verdict.
    package enum ErrorCode: String, Sendable {
        case interface
        case geometry
        case permission
        case unsupported
        case system
        case usage
        /// An external program that it looks after did not answer in time.
        case hung
    }
}

extension RoleMessage {
    /// The payloads, where the message has them.
    package var opening: Opening? {
        if case .ready(let opening) = self { opening } else { nil }
    }
    package var snapshot: Reading? {
        if case .snapshot(let reading) = self { reading } else { nil }
    }
    package var runEnd: RunEnd? {
        if case .runEnd(let end) = self { end } else { nil }
    }
    package var final: Reading? {
        if case .final(let reading) = self { reading } else { nil }
    }
    package var failure: RoleFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

extension RoleMessage {
    /// One line, with its newline.
    package var line: String { MessageLine.encode(RoleLine(self)) }

    package init(line: String) throws(ProtocolError) {
        let fields: RoleLine = try MessageLine.decode(line)
        self = try fields.message(line)
    }
}

/// The fields of such a line.
private struct RoleLine: Codable {
    enum RoleMessageType: String, Codable {
        case ready
        case snapshot
        case final
        case error
    }

    var v = MessageLine.version
    var type: RoleMessageType
    // The names are those of the protocol.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var t_ns: Int64?
    var pid: Int32?
    var tids: [Int32]?
    var granted: [String: String]?
    var counters: [String: Int64]?
    var tag: Int?
    /// Set in the `snapshot` that ends a generator's run.
    var finished: Bool?
    /// From (ns), to (ns), count.
    var gaps: [[Int64]]?
    /// Number of a bin's first frame, frames lost.
    var losses: [[Int64]]?
    /// From (ns), to (ns), frames of the receive that ended it.
    var pauses: [[Int64]]?
    /// From (ns), to (ns), count; and the longest (ns): from the time of sending, and from the time
    /// at which frames were due.
    var latencies: [[Int64]]?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var latency_max_ns: Int64?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var due_latencies: [[Int64]]?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var due_latency_max_ns: Int64?
    var code: String?
    var message: String?
    var fatal: Bool?

    init(_ message: RoleMessage) {
        switch message {
        case .ready(let opening):
            type = .ready
            (pid, tids, granted) = (opening.pid, opening.tids, opening.granted)
        case .snapshot(let reading):
            type = .snapshot
            (t_ns, counters, tag) = (reading.time, reading.counters, reading.tag)
        case .runEnd(let end):
            type = .snapshot
            (t_ns, counters, finished) = (end.time, end.counters, true)
            gaps = Self.cells(end.gaps)
            (code, self.message) = (end.failure?.code.rawValue, end.failure?.message)
        case .final(let reading):
            type = .final
            (t_ns, counters) = (reading.time, reading.counters)
            if !reading.lossBins.isEmpty {
                losses = reading.lossBins.map { [Int64($0.start), Int64($0.lost)] }
            }
            pauses = reading.pauses?.map { [$0.from, $0.to, Int64($0.frames)] }
            set(reading.latencies)
        case .failed(let failure):
            type = .error
            (code, self.message, fatal) = (failure.code.rawValue, failure.message, true)
        }
    }

    func message(_ line: String) throws(ProtocolError) -> RoleMessage {
        switch type {
        case .ready:
            guard let pid else { throw ProtocolError(line: line, reason: "ready without pid") }
            return .ready(.init(pid: pid, tids: tids ?? [], granted: granted ?? [:]))
        case .snapshot where finished == true:
            return .runEnd(
                .init(
                    time: time, counters: counts, gaps: Self.bins(gaps), failure: failure)
            )
        case .snapshot:
            return .snapshot(.init(time: time, counters: counts, tag: tag))
        case .final:
            return .final(
                .init(
                    time: time, counters: counts, lossBins: lossBins,
                    pauses: capturePauses, latencies: foundLatencies))
        case .error:
            guard let failure else { throw ProtocolError(line: line, reason: "error without code") }
            return .failed(failure)
        }
    }

    private static func cells(_ bins: [TimeBin]) -> [[Int64]] {
        bins.map { [Int64($0.from), Int64($0.to), Int64($0.count)] }
    }

    // Numbers that cannot be are passed over: whatever program captured, sums and differences of the
    // others fit 64 bits, and result files can be read again.

    /// Instants: of these only differences are looked at.
    private static let latest = Int64.max / 4
    private static let mostCounted = Int64(CountLimit.most)

    private var time: Int64? { t_ns.flatMap { 0...Self.latest ~= $0 ? $0 : nil } }

    private var counts: [String: Int64] {
        (counters ?? [:]).filter { name, number in
            let most = name.hasSuffix("_ns") ? Self.latest : Self.mostCounted
            return -most...most ~= number
        }
    }

    private static func meant(
        _ cells: [[Int64]]?, _ width: Int, most: Int64 = mostCounted
    ) -> [[Int64]] {
        (cells ?? []).filter { $0.count == width && $0.allSatisfy { 0...most ~= $0 } }
    }

    private static func bins(_ cells: [[Int64]]?) -> [TimeBin] {
        meant(cells, 3).map { TimeBin(from: Int($0[0]), to: Int($0[1]), count: Int($0[2])) }
    }

    private mutating func set(_ found: Latencies?) {
        guard let found else { return }
        (latencies, latency_max_ns) = (Self.cells(found.sent), found.sentMost)
        guard !found.due.isEmpty else { return }
        (due_latencies, due_latency_max_ns) = (Self.cells(found.due), found.dueMost)
    }

    private var foundLatencies: Latencies? {
        latencies.map {
            Latencies(
                sent: Self.bins($0), sentMost: Self.longest(latency_max_ns),
                due: Self.bins(due_latencies), dueMost: Self.longest(due_latency_max_ns))
        }
    }

    private static func longest(_ time: Int64?) -> Int64 {
        time.flatMap { 0...mostCounted ~= $0 ? $0 : nil } ?? 0
    }

    private var lossBins: [SequenceLosses.Bin] {
        Self.meant(losses, 2).map { SequenceLosses.Bin(start: Int($0[0]), lost: Int($0[1])) }
    }

    private var capturePauses: [PauseRecorder.Pause]? {
        pauses.map {
            Self.meant($0, 3, most: Self.latest).filter { $0[0] <= $0[1] }.map {
                PauseRecorder.Pause(from: $0[0], to: $0[1], frames: Int($0[2]))
            }
        }
    }

    private var failure: RoleFailure? {
        // A later program may know more kinds.
        code.map {
            RoleFailure(
                code: RoleFailure.ErrorCode(rawValue: $0) ?? .system,
                message: message ?? "no reason given")
        }
    }
}
