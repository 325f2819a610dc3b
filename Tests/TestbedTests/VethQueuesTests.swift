import Glibc
import Kernel
import Testing

@testable import Testbed

/// Veth pairs with several queues, on the real kernel.
@Suite(
    .serialized,
    .enabled(if: geteuid() == 0, "needs root: namespaces, kernel threads, RPS and XPS"))
struct VethQueuesTests {
    /// The CPU that captures.
    private static func cpu() throws -> Int {
        try #require(try Scheduling.allowedCPUs().last)
    }

    private static func pair(
        _ topology: Topology, _ queues: VethQueues, poll: Bool = false
    ) throws -> VethPair {
        let (first, cpu) = (try Scheduling.allowedCPUs()[0], try Self.cpu())
        let placement =
            poll
            ? Placement(generator: cpu + 1, capture: cpu, poll: cpu)
            : Placement(generator: first, capture: cpu)
        return try VethPair(
            topology: topology, policy: nil, mtu: 1500, placement: placement, queues: queues)
    }

    @Test("everything reads back as asked", arguments: Topology.made, [true, false])
    func readBack(topology: Topology, isInDriver: Bool) throws {
        let pair = try Self.pair(topology, VethQueues(count: 3, isInDriver: isInDriver))
        #expect(pair.mismatches == [])
        #expect(pair.readBack["capture.rx_queues"] == "4")
        #expect(pair.readBack["generator.xps_queues"] == (isInDriver ? "0 1 2" : "1 2 3"))
        #expect(pair.napiThreads.count == (topology == .vethNAPI ? 4 : 0))
        let cpu = try Self.cpu()
        for thread in pair.napiThreads {
            #expect(try Scheduling.allowedCPUs(of: thread) == [cpu])
        }
    }

    @Test("each queue's poll has a thread on the CPU of the poll")
    func pollThreads() throws {
        let pair = try Self.pair(.vethSoftirq, VethQueues(count: 2, isInDriver: false), poll: true)
        #expect(pair.mismatches == [])
        #expect(Set(pair.pollThreads).count == 3 && pair.napiThreads.isEmpty)
        let cpu = try Self.cpu()
        for thread in pair.pollThreads {
            #expect(try Scheduling.allowedCPUs(of: thread) == [cpu])
        }
    }

    @Test("a pair of one queue has no XPS and one queue")
    func one() throws {
        let pair = try Self.pair(.vethSoftirq, .one)
        #expect(pair.readBack["generator.xps_queues"] == nil)
        let queues = try pair.generator.inside {
            try Sysfs().names("class/net/\(pair.generator.name)/queues")
        }
        #expect(queues == ["rx-0", "tx-0"])
    }

    @Test(
        "a mask has as many CPUs, in groups of 32",
        arguments: [
            (1, "1"), (2, "3"), (31, "7fffffff"), (32, "ffffffff"), (33, "1,ffffffff"),
            (64, "ffffffff,ffffffff"), (70, "3f,ffffffff,ffffffff"),
        ])
    func mask(count: Int, text: String) {
        #expect(CPUMask.text(0..<count) == text)
    }
}
