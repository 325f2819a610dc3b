import Experiment
import Results
import Testing

@testable import Running

extension LiveTests {
    @Test func `A ring loses in a pause exactly what it has no room for`() throws {
        let series = """
            backend = "tpacket-v2"
            ring = "256 frames"
            stall = "30ms every 200ms"
            """
        // 600 frames in each of 5 pauses: 344 too many.
        let experiment = try Laboratory.experiment(rate: "20kpps", duration: "1s", series: [series])
        func error(_ row: TrialRecord) -> Int {
            (row.dropsSocket ?? 0) - (row.stallLossExpected ?? 0)
        }
        let row = try LiveTrial.row(of: experiment) { row in
            LiveTrial.isWhole(row) && abs(error(row)) <= 5 * 2 && row.lossEpisodes == 5
                && abs((row.stallLossExpected ?? 0) - 5 * 344) < 5 * 20
        }
        expectClosed(row)
        #expect(row.stalls == 5 && row.depthFrames == 256 && row.ringFrames == 256)
        #expect(abs((row.stallLossExpected ?? 0) - 5 * 344) < 5 * 20)
        // Two frames a pause: one that was on its way, and one that was there when it began.
        #expect(abs(error(row)) <= 5 * 2, "\(row.dropsSocket ?? 0)")
        #expect(row.lossEpisodes == 5)
        #expect(row.lossPercent.map { abs($0 - 8.6) < 0.6 } == true)
    }

    @Test func `A ring that lasts longer than the pause loses nothing, and its frames are late`()
        throws
    {
        let series = """
            backend = "tpacket-v2"
            ring = "100ms"
            stall = "40ms every 100ms"
            latency = true
            """
        let experiment = try Laboratory.experiment(rate: "20kpps", duration: "1s", series: [series])
        let row = try LiveTrial.row(of: experiment) { row in
            LiveTrial.isWhole(row) && row.lossPercent == 0
                && (row.latencyMaxNs ?? .max) < 40_500_000
                && (row.latencyP90Ns ?? .max) < 31_500_000
                && (row.latencyP50Ns ?? .max) < 2_000_000
        }
        expectClosed(row)
        #expect(row.depthFrames == 2000 && row.ringFrames == 2000)
        #expect(row.depthMs.map { abs($0 - 100) < 1 } == true)
        #expect(row.depthBytes == 2000 * 60)
        #expect(row.stalls == 10)
        #expect(row.lossPercent == 0 && row.stallLossExpected == 0)
        let longest = try #require(row.latencyMaxNs)
        // The frame that came first in a pause waits for all of it.
        #expect(longest > 39_900_000 && longest < 41_000_000)
        // 40 of 100 ms: every tenth frame waits for 30 ms of them and more.
        let p90 = try #require(row.latencyP90Ns)
        #expect(p90 > 29_000_000 && p90 < 31_500_000)
        #expect((row.latencyP50Ns ?? .max) < 2_000_000)
        // A sender that is on time sends when a frame is due.
        #expect((row.latencyDueMaxNs ?? 0) >= longest - 400_000)
    }
}
