import Results
import Sampling
import Testbed
import Testing
import Traffic

@testable import Running

/// The ledger on interfaces that the user named.
@Suite struct NicJudgeTests {
    /// 1,000,000 offered, `lost` of them not delivered, on hardware unless said otherwise.
    private static func measured(
        lost: Int, offered: Int = 1_000_000, _ refusals: Refusals = .sender
    ) throws -> Measurement {
        var measured = try MeasuredTrial.make(.nic)
        #expect(measured.refusals == .sender)
        measured.refusals = refusals
        measured.traffic?.offered = offered
        let arrived = Int64(offered - lost)
        measured.captureEnd["received"] = 1000 + arrived
        measured.captureEnd["frames"] = arrived
        measured.captureEnd["unique"] = arrived
        measured.before?.capture.errors = .init(missed: 7, fifo: 7, damaged: 1)
        measured.after?.capture.errors = .init(missed: 7, fifo: 7, damaged: 1)
        return measured
    }

    @Test func `An overrun that the driver counts under two names is one loss`() throws {
        var measured = try Self.measured(lost: 503)
        measured.after?.capture.errors = .init(missed: 507, fifo: 507, damaged: 4)
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsDevice == 503 && row.dropsBacklog == 0 && row.dropsQdisc == 0)
        #expect(row.unexplainedFrames == 0)
        #expect(row.invalidReason != .ledger)
    }

    @Test func `Of two hosts only the capture CPU of the one that captures can be stolen from`()
        throws
    {
        // The generator's CPU 0 is one of another host; here something else runs on CPU 0.
        let text =
            "cpu 0 0 0 0 0 0 0 101 0 0\ncpu0 0 0 0 0 0 0 0 500 0 0\n"
            + "cpu1 200 0 200 800 0 0 0 0 0 0\n"
        var measured = try MeasuredTrial.make(.nic)
        let before = try #require(measured.before)
        let start =
            "cpu 0 0 0 0 0 0 0 101 0 0\ncpu0 0 0 0 0 0 0 0 1 0 0\n"
            + "cpu1 0 0 0 0 0 0 0 0 0 0\n"
        measured.before?.sample.cpu = try CPUTimes(
            parsing: Array(start.utf8)[...], time: before.sample.cpu.time)
        measured.after?.sample.cpu = try CPUTimes(
            parsing: Array(text.utf8)[...], time: before.sample.cpu.time + 20_000_000_000)
        #expect((MeasuredTrial.judge(measured).stealPercent ?? 0) > 2)
        measured.placement.spansHosts = true
        #expect(MeasuredTrial.judge(measured).stealPercent == 0)
        measured.placement = Placement(generator: 1, capture: 1)
        #expect(measured.placement.isShared)
        measured.placement.spansHosts = true
        #expect(!measured.placement.isShared)
    }

    @Test func `A frame that the queue refused is lost once, whoever counts it`() throws {
        var measured = try Self.measured(lost: 40)
        measured.traffic?.refused = 40
        measured.before?.generator.queueDrops = 5
        measured.after?.generator.queueDrops = 45
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsQdisc == 40 && row.dropsDevice == 0)
        #expect(row.unexplainedFrames == 0)
    }

    @Test func `What only the errno or only the device shows is lost in the device`() throws {
        var errno = try Self.measured(lost: 40)
        errno.traffic?.refused = 40
        #expect(MeasuredTrial.judge(errno).dropsDevice == 40)
        var device = try Self.measured(lost: 40)
        device.after?.generator.sendDrops += 40
        #expect(MeasuredTrial.judge(device).dropsDevice == 40)
    }

    @Test func `A backlog behind a device is told from the device by softnet_stat`() throws {
        var measured = try Self.measured(lost: 100)
        measured.after?.capture.receiveDrops += 100
        measured.after?.softnet = try MeasuredTrial.softnet(dropped: 3 + 60, squeezes: 4)
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsBacklog == 60 && row.dropsDevice == 40)
        #expect(row.unexplainedFrames == 0)
    }

    @Test(arguments: [(Refusals.ring, 900, 0), (.backlog, 0, 900)])
    func `A veth pair that somebody made loses in ring or backlog as one of ours does`(
        refusals: Refusals, device: Int, backlog: Int
    ) throws {
        var measured = try Self.measured(lost: 904, refusals)
        measured.traffic?.refused = 900
        measured.after?.generator.sendDrops += 900
        measured.after?.capture.receiveDrops += 900
        measured.after?.capture.driver = [
            "rx_queue_0_xdp_drops": 5, "rx_queue_0_drops": 2 + 1, "rx_queue_1_drops": 3,
        ]
        let row = MeasuredTrial.judge(measured)
        #expect(row.dropsDevice == device + 4 && row.dropsBacklog == backlog)
        #expect(row.unexplainedFrames == 0)
    }

    @Test(arguments: [
        (2, 100_000, true), (-2, 100_000, true), (3, 100_000, false), (5, 5_000_000, true),
        (6, 5_000_000, false), (-6, 5_000_000, false),
    ])
    func `Hardware may leave two frames, or one in a million, unexplained`(
        count: Int, offered: Int, isValid: Bool
    ) throws {
        let row = MeasuredTrial.judge(try Self.measured(lost: count, offered: offered))
        #expect(row.unexplainedFrames == count)
        #expect(row.invalidReason != .ledger || !isValid)
        #expect(row.invalidReason == .ledger || isValid)
    }

    @Test func `A veth pair may leave none`() throws {
        let row = MeasuredTrial.judge(try Self.measured(lost: 1, .backlog))
        #expect(row.invalidReason == .ledger)
    }

    @Test func `Nothing arrived: the message asks for the cable`() throws {
        var measured = try Self.measured(lost: 1_000_000)
        measured.after?.capture.receivedFrames = measured.before?.capture.receivedFrames ?? 0
        let row = MeasuredTrial.judge(measured)
        #expect(row.invalidReason == .ledger)
        #expect(row.message?.contains("are the two interfaces connected") == true)
    }

    @Test func `A stray frame is invalid, and the message says what to look for`() throws {
        var measured = try Self.measured(lost: 0)
        measured.captureEnd["stray"] = 1
        let row = MeasuredTrial.judge(measured)
        #expect(row.invalidReason == .stray)
        #expect(row.message?.contains("LLDP") == true)
    }

    @Test func `Kernel work on hardware has no clock of its own, and no remainder`() throws {
        let row = MeasuredTrial.judge(try Self.measured(lost: 0))
        #expect(row.cpuKernelNs == nil && row.cpuNsPerUniqueFrame == nil)
        #expect(row.cpuOtherPercent == nil)
        #expect(row.cpuCaptureNs != nil)
    }
}
