import Experiment
import Results
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
