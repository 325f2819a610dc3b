import FoundationEssentials
import Kernel
import Roles
import Testbed
import Testing

@testable import Running

/// What runner and agent say to each other, and what is made of ssh's words.
@Suite struct HostMessageTests {
    @Test func `A request comes through as it was sent`() throws {
        let sent = HostCall(
            id: 7,
            request: .open(
                [.init(side: .capture, name: "eth1")], mtu: 1500,
                isConfigured: true, isUnclocked: false))
        let line = MessageLine.encode(sent)
        let call: HostCall = try MessageLine.decode(line)
        #expect(MessageLine.encode(call) == line && call.id == 7)
        guard case .open(let sides, 1500, true, false) = call.request else {
            Issue.record("\(line)")
            return
        }
        #expect(sides.map(\.name) == ["eth1"])
        #expect(line.split(separator: "\n").count == 1)
    }

    @Test func `A start is told as a duration, and becomes an instant of the other clock`() throws {
        let now = MonotonicClock.now()
        let message = RunnerMessage.start(
            runID: 3, at: now + 400_000_000, frames: 10, duration: 5)
        let relative = RunnerMessage.Relative(message)
        let delay = try #require(relative.delay)
        #expect(delay > 0 && delay <= 400_000_000)
        // The host gets it a while later: its run begins as much later.
        Poll.sleep(until: MonotonicClock.now() + 20_000_000)
        let before = MonotonicClock.now()
        guard case .start(3, let at, 10, 5) = try relative.absolute() else {
            Issue.record("another message")
            return
        }
        #expect(at >= before + delay)
        #expect(try RunnerMessage.Relative(.snapshot(tag: 4)).absolute() == .snapshot(tag: 4))
    }

    @Test(arguments: [
        (
            "@@@@@@@@@@@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n"
                + "@@@@@@@@@@@@@@@@@@@\r\nHost key verification failed.\r\n",
            "its host key has changed"
        ),
        ("No ED25519 host key is known for cap.\r\nHost key verification failed.\r\n", "not known"),
        ("root@cap: Permission denied (publickey).\r\n", "Permission denied (publickey)"),
        ("ssh: connect to host cap port 22: Connection refused\r\n", "Connection refused"),
        ("", "no word"),
    ])
    func `What ssh complains of becomes one line`(errors: String, said: String) {
        let reason = SSH.reason(errors)
        #expect(reason.contains(said), "\(reason)")
        #expect(!reason.contains { $0.isNewline })
    }

    /// An interface as an agent tells of it.
    private static func end(
        _ side: NamedEnd.Side, index: Int, peer: Int, boot: String, driver: String = "veth",
        _ more: [String: String] = [:]
    ) throws -> NamedEnd {
        var facts = ["\(side.rawValue).driver": driver]
        facts.merge(more) { $1 }
        let pairs = facts.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        let text = """
            {"side":"\(side.rawValue)","name":"eth1","readBack":{\(pairs)},"mismatches":[],
            "remarks":[],"index":\(index),"peer":\(peer),"boot":"\(boot)"}
            """
        return try JSONDecoder().decode(NamedEnd.self, from: Data(text.utf8))
    }

    @Test func `A veth pair between two hosts is known as one only on the same machine`() throws {
        let gro = ["capture.generic-receive-offload": "on", "capture.rx-0.rps_cpus": "2"]
        let tso = ["generator.tcp-segmentation-offload": "off"]
        let sender = try Self.end(.generator, index: 3, peer: 5, boot: "a", tso)
        let receiver = try Self.end(.capture, index: 5, peer: 3, boot: "a", gro)
        #expect(NamedEnd.refusals(from: sender, to: receiver) == .ringThenBacklog)
        // Another machine has interfaces of the same numbers.
        let elsewhere = try Self.end(.capture, index: 5, peer: 3, boot: "b", gro)
        #expect(NamedEnd.refusals(from: sender, to: elsewhere) == .sender)
        let other = try Self.end(.capture, index: 6, peer: 3, boot: "a", gro)
        #expect(NamedEnd.refusals(from: sender, to: other) == .sender)
        let hardware = try Self.end(.capture, index: 5, peer: 3, boot: "a", driver: "ice", gro)
        #expect(NamedEnd.refusals(from: sender, to: hardware) == .sender)
    }
}
