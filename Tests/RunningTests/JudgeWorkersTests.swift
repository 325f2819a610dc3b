import Capture
import Results
import Roles
import Testing

@testable import Running

/// How several workers shared the frames.
@Suite struct JudgeWorkersTests {
    /// A valid trial of workers that took so many frames each.
    private static func measured(_ frames: [Int], cpus: [Int] = []) throws -> Measurement {
        var measured = try MeasuredTrial.make()
        measured.workerCPUs = frames.map { _ in 1 }
        for (index, count) in frames.enumerated() {
            let name = "worker.\(index)."
            let cpu = cpus.isEmpty ? 1 : cpus[index]
            measured.captureStart.merge(
                [
                    name + "frames": 0, name + "received": 7, name + "drops": 1,
                    name + "cpu": Int64(cpu), name + "cpu_ns": 1000,
                ]
            ) { _, new in new }
            measured.captureEnd.merge(
                [
                    name + "frames": Int64(count), name + "received": Int64(7 + count),
                    name + "drops": 1, name + "cpu": Int64(cpu), name + "cpu_ns": 501_000,
                ]
            ) { _, new in new }
        }
        return measured
    }

    @Test func `Imbalance is what the first has more than the mean`() throws {
        for (frames, imbalance) in [
            ([50_000, 50_000, 50_000, 50_000], 0), ([200_000, 0, 0, 0], 300),
            ([120_000, 80_000], 20),
        ] as [([Int], Double)] {
            let row = MeasuredTrial.judge(try Self.measured(frames))
            #expect(row.outcome == .valid, "\(row.message ?? "")")
            #expect(abs((row.workerImbalancePercent ?? -1) - imbalance) < 1e-9)
            #expect(row.workerFramesMin == frames.min() && row.workerFramesMax == frames.max())
            #expect(row.workerCPUs == frames.map { _ in "1" }.joined(separator: ";"))
        }
    }

    @Test func `With one worker, and with no frame, there is none`() throws {
        let one = MeasuredTrial.judge(try MeasuredTrial.make())
        #expect(one.workerImbalancePercent == nil && one.workerFramesMax == nil)
        #expect(one.workerCPUs == nil)
        #expect(Judge(try MeasuredTrial.make()).workers(of: one).isEmpty)
        let none = MeasuredTrial.judge(try Self.measured([0, 0]))
        #expect(none.workerImbalancePercent == nil && none.workerFramesMin == 0)
    }

    @Test func `A worker elsewhere than planned, and one that said nothing, are no measurement`()
        throws
    {
        let astray = MeasuredTrial.judge(try Self.measured([100_000, 100_000], cpus: [1, 0]))
        #expect(astray.outcome == .invalid && astray.invalidReason == .geometry)
        #expect(astray.message == "worker 1 was on CPU 0, not 1")
        var silent = try Self.measured([100_000, 100_000])
        silent.captureEnd["worker.1.frames"] = nil
        let row = MeasuredTrial.judge(silent)
        #expect(row.invalidReason == .geometry && row.message?.contains("of 2 workers 1") == true)
    }

    @Test func `A frame that two workers got is a duplicate`() throws {
        var measured = try Self.measured([100_000, 100_000])
        measured.sharedFrames = 3
        let row = MeasuredTrial.judge(measured)
        #expect(row.uniqueFrames == MeasuredTrial.frames - 3 && row.duplicateFrames == 3)
        #expect(row.outcome == .invalid)
    }

    @Test func `Each worker is a row of its own, with what it gained`() throws {
        let judge = Judge(try Self.measured([120_000, 80_000]))
        var row = TrialRecord()
        (row.point, row.trial, row.attempt) = ("h1", 4, 2)
        let rows = judge.workers(of: row)
        #expect(rows.map(\.frames) == [120_000, 80_000] && rows.map(\.worker) == [0, 1])
        #expect(rows.allSatisfy { $0.point == "h1" && $0.trial == 4 && $0.attempt == 2 })
        #expect(rows[0].receivedFrames == 120_000 && rows[0].dropsFrames == 0)
        #expect(rows[1].cpuNs == 500_000 && rows[1].cpu == 1)
    }

    @Test func `The depth is that of the rings that frames are spread over`() throws {
        var measured = try Self.measured([100_000, 100_000])
        (measured.granted["depth_frames"], measured.granted["depth_bytes"]) = ("256", "15360")
        measured.spread = RingSpread(full: 2, partial: 0)
        let even = MeasuredTrial.judge(measured)
        #expect(even.depthFrames == 512 && even.depthBytes == 30_720)
        measured.spread = RingSpread(full: 1, partial: 3)
        let rollover = MeasuredTrial.judge(measured)
        #expect(rollover.depthFrames == 256 + 3 * 192 && rollover.depthBytes == 49_920)
    }
}
