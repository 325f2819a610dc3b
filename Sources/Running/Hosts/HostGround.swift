import Kernel
import Results
import Sampling
import Testbed

/// Two hosts, each with its part of an attempt.
final class HostGround: TrialGround {
    let view: GroundView
    private let pair: HostPair
    private let generator: HostConnection
    private let capture: HostConnection
    private let rawDirectory: String?
    private var capturePIDs: Set<Int32>

    init(
        _ pair: HostPair, _ sending: NamedEnd, _ receiving: NamedEnd, _ generator: HostConnection,
        _ capture: HostConnection, rawDirectory: String?
    ) {
        self.pair = pair
        self.generator = generator
        self.capture = capture
        self.rawDirectory = rawDirectory
        capturePIDs = Set(capture.greeting.pids)
        let named = { (end: NamedEnd, host: String) in
            end.remarks.map { "host \(host): \($0)" }
        }
        view = GroundView(
            readBack: sending.readBack.merging(receiving.readBack) { _, new in new },
            mismatches: sending.mismatches + receiving.mismatches,
            remarks: named(sending, generator.name) + named(receiving, capture.name),
            refusals: NamedEnd.refusals(from: sending, to: receiving), isSilent: false,
            napiThreadIsPinned: true, tap: receiving.name, generator: sending.name, peer: nil)
    }

    var controlCPU: Int { capture.greeting.generatorCPU ?? 0 }
    let wanderingThread: CInt? = nil
    var ownPIDs: Set<Int32> { capturePIDs }

    func start(
        _ role: RoleProcess.Role, program: String?, words: [String]
    ) throws -> RoleProcess {
        let connection = role == .capturer ? capture : generator
        let answer = try ask(.start(role, words: words), connection)
        guard case .started(let pid) = answer else { throw Self.surprise(connection) }
        if connection === capture { capturePIDs.insert(pid) }
        return RoleProcess(
            role,
            HostChannel(
                role, pid: pid, of: connection,
                errorPath: rawDirectory.map { "\($0)/\(role.rawValue).stderr" }))
    }

    func watch(isTool: Bool) throws { _ = try ask(.watch(isTool: isTool), capture) }

    func sample() throws -> ClockReading {
        guard case .sample(let sample) = try ask(.sample, capture) else {
            throw Self.surprise(capture)
        }
        return sample
    }

    func counters() throws -> Counters {
        // Both at once.
        let sent = try generator.post(.links(.generator))
        guard case .state(let state) = try ask(.state, capture) else {
            throw Self.surprise(capture)
        }
        return Counters(state, generator: try linkAnswer(to: sent, generator))
    }

    func links() throws -> (generator: LinkCounters, capture: LinkCounters) {
        let sent = try generator.post(.links(.generator))
        let received = try capture.post(.links(.capture))
        return (try linkAnswer(to: sent, generator), try linkAnswer(to: received, capture))
    }

    func end() {
        for connection in [generator, capture] where !connection.isLost {
            _ = try? connection.ask(.close, nil, within: 10_000_000_000)
        }
    }

    private func linkAnswer(to id: Int, _ connection: HostConnection) throws -> LinkCounters {
        let answer = try Self.translating(connection.name) {
            try connection.answer(to: id, pair.stage)
        }
        guard case .links(let counters) = answer else { throw Self.surprise(connection) }
        return counters
    }

    private func ask(_ request: HostRequest, _ connection: HostConnection) throws -> HostAnswer {
        try Self.translating(connection.name) { try connection.ask(request, pair.stage) }
    }

    /// A host's failure as one of the attempt.
    static func translating<Value>(_ host: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let failure as HostFailure {
            throw TrialFailure(.interface, "host \(host): \(failure.message)")
        }
    }

    private static func surprise(_ connection: HostConnection) -> TrialFailure {
        TrialFailure(.hostLost, "host \(connection.name) gave an answer to another question")
    }
}
