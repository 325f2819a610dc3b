import Experiment
import Kernel
import Results
import Sampling
import Testbed
import Testing

@testable import Running

/// What a trial cost: the window after cropping, and the totals.
@Suite struct JudgeCPUTests {
    @Test func `Percentages are of the cropped window on the capture CPU`() throws {
        let row = MeasuredTrial.judge(try MeasuredTrial.make())
        #expect(row.cpuBusyPercent.map { abs($0 - 40) < 0.1 } == true)
        #expect(row.cpuOtherPercent.map { abs($0 - 10) < 0.1 } == true)
        #expect(row.cpuSarPercent.map { abs($0 - 40) < 0.1 } == true)
        // CPU 0 is busy all the time.
        #expect(row.cpuSarAllPercent.map { abs($0 - 70) < 0.2 } == true)
    }

    @Test func `Samples outside the crop do not matter`() throws {
        var measured = try MeasuredTrial.make()
        let expected = MeasuredTrial.judge(measured)
        let kept = measured.schedule.kept
        measured.samples[0] = measured.samples[1]
        measured.samples[measured.samples.count - 1] = measured.samples[kept.upperBound]
        let row = MeasuredTrial.judge(measured)
        #expect(row.cpuBusyPercent == expected.cpuBusyPercent)
        #expect(row.cpuSarPercent == expected.cpuSarPercent)
        #expect(row.cpuOtherPercent == expected.cpuOtherPercent)
    }

    @Test func `Totals are of the whole window, and per frame the sum of both halves`() throws {
        let row = MeasuredTrial.judge(try MeasuredTrial.make())
        let total = 20_200_000_000 * 15 / 100
        #expect(row.cpuCaptureNs == total)
        #expect(row.cpuKernelNs == total)
        let perFrame = Double(2 * total) / Double(MeasuredTrial.frames)
        #expect(row.cpuNsPerOfferedFrame == perFrame)
        #expect(row.cpuNsPerUniqueFrame == perFrame)
    }

    @Test(arguments: [(Topology.vethRPS, false), (.vethInline, true)])
    func `Where the kernel's half has no clock, no sum is made up`(
        topology: Topology, hasRemainder: Bool
    ) throws {
        let row = MeasuredTrial.judge(try MeasuredTrial.make(topology))
        #expect(row.cpuKernelNs == nil)
        #expect(row.cpuNsPerUniqueFrame == nil && row.cpuNsPerOfferedFrame == nil)
        #expect(row.cpuCaptureNs != nil && row.cpuBusyPercent != nil)
        #expect((row.cpuOtherPercent != nil) == hasRemainder)
    }

    @Test func `Softirqs on the capture CPU are the kernel's half, and none of the capturer's`()
        throws
    {
        let measured = try MeasuredTrial.make(.vethSoftirq)
        let row = MeasuredTrial.judge(measured)
        let window = 20_200_000_000
        #expect(row.cpuKernelNs == window * 15 / 100)
        #expect(row.cpuCaptureRawNs == window * 15 / 100)
        #expect(row.cpuCaptureNs == window * 12 / 100)
        #expect(row.softirqInCaptureNs == window / 100)
        #expect(row.softirqInKsoftirqdNs == window * 5 / 100)
        #expect(row.softirqOtherNs == window / 1000)
        #expect(row.softirqRuns == window / 1_000_000)
        let perRun = try #require(row.framesPerSoftirq)
        #expect(abs(perRun - Double(MeasuredTrial.frames) / 20_200) < 1e-9)
        #expect(row.framesPerWakeup == Double(MeasuredTrial.frames) / 100)
        #expect(row.receiveCPUs == "1" && row.receiveElsewherePercent == 0)
        // 40 % busy.
        #expect(row.cpuOtherPercent.map { abs($0 - 13) < 0.1 } == true)
        #expect(row.flags == [] && row.outcome == .valid)
    }

    @Test func `A thread that receives has its time by the same clock, where there is one`() throws
    {
        var measured = try MeasuredTrial.make(.vethNAPI)
        func clocked(_ sample: ClockReading) -> ClockReading {
            var sample = sample
            let clock = UInt64(sample.cpu.time + MeasuredTrial.second)
            sample.softirqs = [
                SoftirqTimes(capturer: clock / 100),
                SoftirqTimes(
                    inCapturer: clock / 100, capturer: clock * 6 / 100, receiver: clock * 24 / 100),
            ]
            return sample
        }
        measured.samples = measured.samples.map(clocked)
        let (before, after) = (
            try #require(measured.before?.sample), try #require(measured.after?.sample)
        )
        measured.before?.sample = clocked(before)
        measured.after?.sample = clocked(after)
        let row = MeasuredTrial.judge(measured)
        let window = 20_200_000_000
        #expect(row.cpuKernelNs == window * 24 / 100)
        #expect(row.cpuCaptureNs == window * 6 / 100)
        #expect(row.cpuCaptureRawNs == window * 15 / 100)
        #expect(row.cpuOtherPercent.map { abs($0 - 10) < 0.1 } == true)
    }

    @Test func `Without a clock for softirqs the kernel's half is empty, and the row says so`()
        throws
    {
        var measured = try MeasuredTrial.make(.vethSoftirq)
        measured.before?.sample.softirqs = nil
        for index in measured.samples.indices { measured.samples[index].softirqs = nil }
        let row = MeasuredTrial.judge(measured)
        #expect(row.flags == [.noSoftirqClock])
        #expect(row.cpuKernelNs == nil && row.cpuOtherPercent == nil)
        #expect(row.cpuNsPerUniqueFrame == nil && row.softirqRuns == nil)
        #expect(row.cpuCaptureNs == row.cpuCaptureRawNs)
    }

    @Test(arguments: [
        ([0, 200_000], "1", 0.0), ([200_000, 0], "0", 100), ([150_000, 50_000], "0;1", 75),
        ([1_000, 199_000], "1", 0.5), ([2_500, 197_500], "1;0", 1.25),
        // Frames that a full backlog refused were received nowhere else.
        ([0, 100_000], "1", 0),
    ])
    func `Where frames were received is told by CPU`(
        processed: [Int], cpus: String, elsewhere: Double
    ) throws {
        var measured = try MeasuredTrial.make(.vethSoftirq)
        measured.after?.softnet = try MeasuredTrial.softnet(
            dropped: 3, squeezes: 4, processed: processed)
        let row = MeasuredTrial.judge(measured)
        #expect(row.receiveCPUs == cpus)
        #expect(row.receiveElsewherePercent == elsewhere)
        #expect(row.flags.contains(.receiveElsewhere) == (elsewhere > 5))
        // A sum that lacks the work of another CPU is none.
        #expect((row.cpuNsPerUniqueFrame == nil) == (elsewhere > 5))
    }

    @Test func `The capturer's modes are told by ticks, if there are enough of them`() throws {
        var measured = try MeasuredTrial.make()
        measured.capturerPID = 50
        func tasks(_ user: UInt64, _ system: UInt64) -> TaskSnapshot {
            TaskSnapshot(
                time: 0,
                processes: [
                    ProcessTimes(
                        pid: 50, parent: 1, name: "bench", run: 0,
                        modes: .init(user: user, system: system))
                ])
        }
        measured.ownPIDs.insert(50)
        measured.before?.tasks = tasks(10_000_000, 30_000_000)
        measured.after?.tasks = tasks(110_000_000, 330_000_000)
        let row = MeasuredTrial.judge(measured)
        let capture = try #require(row.cpuCaptureNs)
        #expect(row.cpuCaptureUserNs == capture / 4)
        #expect(row.cpuCaptureSystemNs == capture - capture / 4)
        measured.after?.tasks = tasks(50_000_000, 80_000_000)
        #expect(MeasuredTrial.judge(measured).cpuCaptureUserNs == nil)
    }

    @Test func `A trial that was cut short has no percentages`() throws {
        var measured = try MeasuredTrial.make()
        measured.samples.removeLast(3)
        let row = MeasuredTrial.judge(measured)
        #expect(row.cpuBusyPercent == nil && row.cpuSarPercent == nil)
        #expect(row.cpuCaptureNs != nil)
    }

    @Test func `No frame, no cost per frame`() throws {
        var measured = try MeasuredTrial.make()
        measured.captureEnd["unique"] = 0
        let row = MeasuredTrial.judge(measured)
        #expect(row.cpuNsPerUniqueFrame == nil)
        #expect(row.cpuNsPerOfferedFrame != nil)
    }

    @Test func `intervals.csv has a row for all CPUs and one for each, in trial time`() throws {
        let rows = Judge(try MeasuredTrial.make()).intervals(trial: 4, attempt: 2)
        #expect(rows.count == 5 * 3)
        #expect(rows.map(\.cpu).prefix(3) == ["all", "0", "1"])
        #expect(rows.allSatisfy { $0.trial == 4 && $0.attempt == 2 })
        let capture = rows.filter { $0.cpu == "1" }
        #expect(capture.map(\.tStartS) == [0, 2.5, 7.5, 12.5, 17.5])
        #expect(capture.map(\.tEndS) == [2.5, 7.5, 12.5, 17.5, 20])
        #expect(capture.map(\.kept) == [false, true, true, true, false])
        #expect(capture.map(\.deliveredFrames) == [25_000, 50_000, 50_000, 50_000, 25_000])
        #expect(capture.allSatisfy { abs(($0.busyPercent ?? 0) - 40) < 0.5 })
    }
}
