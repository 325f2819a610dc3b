import Capture
import Results
import Testing

@testable import Running

/// When frames were lost: the columns of the row, and `losses.csv`.
@Suite struct JudgeLossTests {
    /// 10,000 frames/s for 20 s, of which so many were dropped at the socket.
    private static func lossy(
        _ count: Int, _ change: (inout SequenceLosses) -> Void
    ) throws -> Measurement {
        var measured = try MeasuredTrial.make()
        let arrived = Int64(MeasuredTrial.frames - count)
        measured.captureEnd["frames"] = arrived
        measured.captureEnd["unique"] = arrived
        measured.captureEnd["drops"] = Int64(count)
        var losses = SequenceLosses(frames: MeasuredTrial.frames)
        losses.lost = count
        change(&losses)
        measured.losses = losses
        return measured
    }

    @Test func `The row says how many episodes there were, and the file when`() throws {
        let measured = try Self.lossy(500) {
            ($0.episodes, $0.longest, $0.first, $0.last) = (3, 400, 50, 5)
            $0.bins = [
                SequenceLosses.Bin(start: 0, lost: 50),
                SequenceLosses.Bin(start: $0.binFrames * 500, lost: 450),
            ]
        }
        var row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .valid, "\(row.message ?? "")")
        #expect(row.lossEpisodes == 3 && row.lossLongestFrames == 400)
        #expect(abs((row.lossLongestMs ?? 0) - 40) < 0.001)
        #expect(row.lossFirst5Percent == 10 && row.lossLast5Percent == 1)
        (row.point, row.trial, row.attempt) = ("p123", 3, 2)
        let bins = Judge(measured).lossBins(of: row)
        #expect(bins.map(\.lostFrames) == [50, 450])
        // 256 frames each: 25.6 ms.
        #expect(bins.map(\.fromNs) == [0, 12_800_000_000])
        #expect(bins.map(\.toNs) == [25_600_000, 12_825_600_000])
        #expect(bins.allSatisfy { $0.point == "p123" && $0.trial == 3 && $0.attempt == 2 })
    }

    @Test func `Without loss there is no share of it`() throws {
        let row = MeasuredTrial.judge(try Self.lossy(0) { _ in })
        #expect(row.lossEpisodes == 0 && row.lossLongestFrames == 0 && row.lossLongestMs == 0)
        #expect(row.lossFirst5Percent == nil && row.lossLast5Percent == nil)
    }

    @Test func `Losses that are not those of the row are not told`() throws {
        var measured = try Self.lossy(500) { $0.lost = 499 }
        #expect(MeasuredTrial.judge(measured).lossEpisodes == nil)
        measured.losses = nil
        #expect(MeasuredTrial.judge(measured).lossEpisodes == nil)
        measured.losses = SequenceLosses(frames: MeasuredTrial.frames - 1)
        let row = MeasuredTrial.judge(measured)
        #expect(row.lossEpisodes == nil && row.lossLongestMs == nil)
        #expect(Judge(measured).lossBins(of: row).isEmpty)
    }
}
