import Capture
import Frames
import Results
import Roles
import Testing

@testable import Running

/// How long frames took, how long the queue lasts, and what pauses should have cost.
@Suite struct JudgeWaitingTests {
    @Test func `Percentiles are those of the two histograms, and the longest is exact`() throws {
        var measured = try MeasuredTrial.make()
        measured.latencies = Latencies(
            sent: [
                TimeBin(from: 1000, to: 1007, count: 500),
                TimeBin(from: 2000, to: 2015, count: 499),
                TimeBin(from: 4000, to: 4031, count: 1),
            ], sentMost: 4001, due: [TimeBin(from: 9000, to: 9063, count: 1000)], dueMost: 9002)
        let row = MeasuredTrial.judge(measured)
        #expect(row.latencyP50Ns == 1007 && row.latencyP90Ns == 2015 && row.latencyP99Ns == 2015)
        #expect(row.latencyP999Ns == 2015 && row.latencyMaxNs == 4001)
        #expect(row.latencyDueP50Ns == 9063 && row.latencyDueP999Ns == 9063)
        #expect(row.latencyDueMaxNs == 9002)
    }

    @Test func `What was not measured is empty`() throws {
        var measured = try MeasuredTrial.make()
        measured.granted["depth_frames"] = nil
        #expect(MeasuredTrial.judge(measured).latencyP50Ns == nil)
        measured.latencies = Latencies(sent: [], sentMost: 0, due: [], dueMost: 0)
        let row = MeasuredTrial.judge(measured)
        #expect(row.latencyP50Ns == nil && row.latencyMaxNs == nil && row.latencyDueMaxNs == nil)
        #expect(row.depthMs == nil && row.stalls == nil && row.stallLossExpected == nil)
    }

    @Test func `A pause costs what the ring has no room for`() throws {
        var measured = try MeasuredTrial.make()
        measured.granted["depth_frames"] = "256"
        measured.granted["depth_bytes"] = "15360"
        // 10,000 frames/s: 300 frames in 30 ms.
        measured.stalls = StallCounters(pauses: 5, time: 150_000_000, longest: 31_000_000)
        var row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .valid, "\(row.message ?? "")")
        #expect(abs((row.depthMs ?? 0) - 25.6) < 0.001)
        #expect(row.depthBytes == 15_360)
        #expect(row.stalls == 5 && row.stalledMs == 150 && row.longestStallMs == 31)
        #expect(abs((row.stallLossExpected ?? 0) - 220) <= 1)
        measured.granted["depth_frames"] = "301"
        row = MeasuredTrial.judge(measured)
        #expect(row.stallLossExpected == 0)
    }
}
