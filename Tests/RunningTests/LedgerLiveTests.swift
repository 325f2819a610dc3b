import Capture
import Experiment
import Results
import Testing
import Traffic

@testable import Running

/// Every backend with little room, so that it loses frames when pressed.
private let backends =
    Backend.packet.map { backend in
        let little = [
            ("receive_buffer", "\"32KiB\""), ("ring_frames", "16"), ("block_size", "\"4KiB\""),
            ("block_count", "4"), ("buffer_size", "\"64KiB\""), ("rx_ring", "16"), ("buffers", "8"),
        ]
        return "backend = \"\(backend.name)\""
            + little.filter { backend.has($0.0) }.map { "\n\($0.0) = \($0.1)" }.joined()
    } + ["backend = \"af-xdp\"\nattach = \"native\"\nrx_ring = 16\numem_frames = 8"]

private let testbeds = [
    "topology = \"veth-softirq\"", "topology = \"veth-napi\"",
    "topology = \"veth-napi\"\nnapi_policy = \"fifo\"",
    "topology = \"veth-rps\"", "topology = \"veth-inline\"",
    "topology = \"veth-outgoing\"",
]

private struct Case {
    let backend: String
    let testbed: String
    let rate: String
    var engine = "sendmmsg"

    func row() throws -> TrialRecord {
        try LiveTrial.row(
            of: try Laboratory.experiment(
                testbed, rate: rate, size: "{ uniform = [64, 1518] }", engine: engine,
                duration: "100ms", series: [backend]))
    }

    /// AF_XDP never sees what the host sends.
    var isPossible: Bool { !(backend.contains("af-xdp") && testbed.contains("outgoing")) }

    var words: Comment { "\(backend), \(testbed), \(engine), \(rate)" }

    /// Every backend on every testbed far beyond what it can take, and gently on some.
    static let short =
        backends.flatMap { backend in
            testbeds.map { Case(backend: backend, testbed: $0, rate: "2Mpps") }
        }.filter(\.isPossible)
        + testbeds.enumerated().map { index, testbed in
            Case(
                backend: backends[index % backends.count], testbed: testbed,
                rate: index % 2 == 0 ? "100pps" : "20kpps")
        }

    /// Other engines that work here, each with its own way to lose frames.
    static let engines = Engine.all.filter {
        $0.name != "sendmmsg" && $0.formats.contains("bare") && $0.obstacle() == nil
    }
    .flatMap { engine in
        backends.map {
            Case(backend: $0, testbed: testbeds[0], rate: "5Mpps", engine: engine.name)
        } + [
            Case(backend: backends[0], testbed: testbeds[1], rate: "5Mpps", engine: engine.name)
        ]
    }

    private static let rates = ["100pps", "20kpps", "300kpps", "2Mpps", "5Mpps"]

    /// From idle to ten times what recv() can take, 250 times on the testbed that findings stand on.
    static var long: [Case] {
        let fastest = Engine.preferred()?.engine.name ?? "sendmmsg"
        var cases: [Case] = []
        for backend in backends {
            for rate in rates {
                for round in 0..<10 {
                    cases.append(
                        Case(
                            backend: backend, testbed: testbeds[0], rate: rate,
                            engine: round.isMultiple(of: 2) ? "sendmmsg" : fastest))
                }
                for testbed in testbeds.dropFirst() where rate != "5Mpps" {
                    cases += (0..<3).map { _ in
                        Case(backend: backend, testbed: testbed, rate: rate)
                    }
                }
            }
        }
        return cases.filter(\.isPossible)
    }
}

extension LiveTests {
    @Test func `Every frame is delivered or named, on every testbed, at every load`() throws {
        var lost = (socket: 0, device: 0)
        for one in (LiveTrial.isFull ? Case.long : Case.short) + Case.engines {
            let row = try one.row()
            expectClosed(row, one.words)
            #expect((row.deliveredFrames ?? 0) > 0, one.words)
            lost.socket += row.dropsSocket ?? 0
            lost.device += row.dropsDevice ?? 0
        }
        // Otherwise nothing was shown.
        #expect(lost.socket > 0 && lost.device > 0, "\(lost)")
    }

    @Test func `The backend without a kernel accounts for its frames, and needs no engine`() throws
    {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(rate: "2Mpps", series: ["backend = \"null\""]))
        expectClosed(row)
        #expect(row.uniqueFrames == row.offeredFrames)
        #expect((row.uniqueFrames ?? 0) > 100_000)
    }
}
