import Results
import Sampling
import Testbed
import Testing
import Traffic

@testable import Running

/// Where losses of a trial go in the ledger.
@Suite struct JudgeLedgerTests {
    /// A trial in which `delivered` frames arrived of `offered`.
    private static func measured(
        _ topology: Topology, offered: Int, received: Int, drops: Int, delivered: Int, unique: Int
    ) throws -> Measurement {
        var measured = try MeasuredTrial.make(topology)
        measured.traffic?.offered = offered
        measured.captureEnd["received"] = 1000 + Int64(received)
        measured.captureEnd["drops"] = Int64(drops)
        measured.captureEnd["frames"] = Int64(delivered)
        measured.captureEnd["unique"] = Int64(unique)
        return measured
    }

    @Test func `1,530,758 = 1,405,913 + 107,882 + 16,963`() throws {
        var measured = try Self.measured(
            .vethNAPI, offered: 1_530_758, received: 1_405_913 + 107_882, drops: 107_882,
            delivered: 1_405_913, unique: 1_405_913)
        // Of a generator that redirects into the pair: veth counts its refusals twice.
        measured.after?.generator.sendDrops = 16_963
        measured.before?.generator.driver = ["tx_queue_0_xdp_xmit_errors": 0]
        measured.after?.generator.driver = ["tx_queue_0_xdp_xmit_errors": 16_963]
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsSocket == 107_882)
        #expect(row.dropsDevice == 16_963)
        #expect(row.dropsBacklog == 0 && row.dropsQdisc == 0 && row.residualFrames == 0)
        #expect(row.unexplainedFrames == 0)
        let loss = try #require(row.lossPercent)
        #expect(abs(loss - 100 * Double(1_530_758 - 1_405_913) / 1_530_758) < 1e-9)
    }

    @Test func `What is captured where it is sent was captured before the device refused it`()
        throws
    {
        var measured = try Self.measured(
            .vethOutgoing, offered: 200_000, received: 200_000, drops: 40, delivered: 199_960,
            unique: 199_960)
        measured.after?.generator.sendDrops = 1000
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsDevice == 0 && row.dropsBacklog == 0 && row.dropsSocket == 40)
        #expect(row.unexplainedFrames == 0 && row.outcome == .valid)
    }

    @Test(arguments: Topology.made.filter { $0 != .vethOutgoing })
    func `What the sender's device refused was lost in ring or backlog, as the topology has it`(
        _ topology: Topology
    ) throws {
        var measured = try Self.measured(
            topology, offered: 200_000, received: 199_000, drops: 0, delivered: 199_000,
            unique: 199_000)
        measured.before?.generator.sendDrops = 50
        measured.after?.generator.sendDrops = 1050
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsDevice == (topology.polls ? 1000 : 0))
        #expect(row.dropsBacklog == (topology.polls ? 0 : 1000))
        #expect(row.unexplainedFrames == 0)
        #expect(row.outcome == .valid)
    }

    @Test func `Behind a ring, what the receiver counts beyond its driver was lost in the backlog`()
        throws
    {
        var measured = try Self.measured(
            .vethSoftirq, offered: 200_000, received: 199_000, drops: 0, delivered: 199_000,
            unique: 199_000)
        // Redirected frames that found the ring full show at both ends, and once more in the
        // receiver's total; so does what its driver discarded.
        measured.before?.generator.driver = ["tx_queue_0_xdp_xmit_errors": 7]
        measured.after?.generator.driver = ["tx_queue_0_xdp_xmit_errors": 307]
        measured.after?.generator.sendDrops = (measured.before?.generator.sendDrops ?? 0) + 300
        measured.after?.capture.driver = ["rx_queue_0_xdp_drops": 105, "rx_queue_0_drops": 2]
        measured.after?.capture.receiveDrops = 1000
        measured.after?.softnet = try MeasuredTrial.softnet(dropped: 603, squeezes: 4)
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsDevice == 400)
        #expect(row.dropsBacklog == 600)
        #expect(row.unexplainedFrames == 0 && row.outcome == .valid)
        // Frames that a tc program let pass, and that no protocol wanted, were captured before.
        measured.after?.capture.receiveDrops = 200_000
        #expect(MeasuredTrial.judge(measured).dropsBacklog == 600)
    }

    @Test func `What an XDP program or want of memory took is a device drop`() throws {
        var measured = try Self.measured(
            .vethNAPI, offered: 200_000, received: 199_990, drops: 0, delivered: 199_990,
            unique: 199_990)
        measured.after?.capture.driver = ["rx_queue_0_xdp_drops": 12, "rx_queue_0_drops": 5]
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsDevice == 10)
        #expect(row.unexplainedFrames == 0)
    }

    @Test(arguments: [("native", 107, 0), ("generic", 0, 0), ("generic", 107, 107)])
    func `What an AF_XDP socket refused is counted once, although a native driver counts it too`(
        attach: String, byDevice: UInt64, device: Int
    ) throws {
        var measured = try Self.measured(
            .vethNAPI, offered: 200_000, received: 200_000 - device, drops: 107,
            delivered: 199_893 - device, unique: 199_893 - device)
        measured.granted["xdp_attach"] = attach
        measured.captureStart["detail.rx_ring_full"] = 3
        measured.captureEnd["detail.rx_ring_full"] = 110
        let start = measured.before?.capture.driver["rx_queue_0_drops"] ?? 0
        measured.after?.capture.driver["rx_queue_0_drops"] = start + byDevice
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsSocket == 107)
        #expect(row.dropsDevice == device)
        #expect(row.unexplainedFrames == 0)
        #expect(row.kernelDetails == "rx_ring_full=107")
    }

    @Test func `Frames the kernel queued and nobody read are residual`() throws {
        let row = MeasuredTrial.judge(
            try Self.measured(
                .vethNAPI, offered: 200_000, received: 200_000, drops: 300, delivered: 199_433,
                unique: 199_433))
        #expect(row.dropsSocket == 300)
        #expect(row.residualFrames == 267)
        #expect(row.unexplainedFrames == 0)
    }

    @Test func `Frames that a filter rejected are named`() throws {
        var measured = try Self.measured(
            .vethNAPI, offered: 200_000, received: 150_000, drops: 0, delivered: 150_000,
            unique: 150_000)
        measured.captureStart["filtered"] = 7
        measured.captureEnd["filtered"] = 50_007
        let row = MeasuredTrial.judge(measured)
        #expect(row.filteredFrames == 50_000)
        #expect(row.unexplainedFrames == 0)
        #expect(row.lossPercent == 25)
    }

    @Test func `A frame too many is unexplained, and negative`() throws {
        let row = MeasuredTrial.judge(
            try Self.measured(
                .vethNAPI, offered: 200_000, received: 200_003, drops: 0, delivered: 200_003,
                unique: 200_003))
        #expect(row.unexplainedFrames == -3)
        #expect(row.invalidReason == .ledger)
    }

    @Test func `What a capturer does not know is empty, not 0`() throws {
        var measured = try MeasuredTrial.make()
        for name in ["received", "drops", "freezes", "filtered", "wake_ups"] {
            measured.captureStart[name] = nil
            measured.captureEnd[name] = nil
        }
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsSocket == nil && row.kernelReceivedFrames == nil)
        #expect(row.residualFrames == nil && row.filteredFrames == nil)
        #expect(row.freezes == nil && row.pollCalls == nil)
        #expect(row.unexplainedFrames == 0)
    }

    @Test func `Counters of the kernel are gains, those of the capturer totals since arming`()
        throws
    {
        let row = MeasuredTrial.judge(try MeasuredTrial.make())
        #expect(row.deviceTxFrames == MeasuredTrial.frames)
        #expect(row.deviceRxFrames == MeasuredTrial.frames)
        #expect(row.kernelReceivedFrames == MeasuredTrial.frames)
        #expect(row.deliveredFrames == MeasuredTrial.frames)
        #expect(row.deliveredBytes == MeasuredTrial.frames * 60)
        #expect(row.pollCalls == 100)
        #expect(row.softnetDropped == 0 && row.softnetTimeSqueeze == 0)
        #expect(row.runnerCPUNs == 8_000_000)
    }
}
