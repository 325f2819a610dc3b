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

    private static let ms: Int64 = 1_000_000

    /// Losses in the bins of 0 and of 12.8 s, and pauses of so long (ms) from 12.803 s on, each ended
    /// by a batch of 100 frames.
    private static func paused(_ lengths: [Int64], heldBack: Int64 = 0) throws -> Measurement {
        var measured = try Self.lossy(500) {
            ($0.episodes, $0.longest) = (2, 450)
            $0.bins = [
                SequenceLosses.Bin(start: 0, lost: 50),
                SequenceLosses.Bin(start: $0.binFrames * 500, lost: 450),
            ]
        }
        measured.heldBack = heldBack
        measured.pauses = lengths.map {
            let from = 12_803 * ms
            return PauseRecorder.Pause(from: from, to: from + $0 * ms, frames: 100)
        }
        return measured
    }

    @Test func `Pauses are told with the share of the losses that were sent in them`() throws {
        let measured = try Self.paused([60])
        var row = MeasuredTrial.judge(measured)
        #expect(row.capturePauses == 1 && row.lossInPausesPercent == 90)
        // 100 frames are worked on for less than 30 us each.
        let longest = try #require(row.captureLongestPauseMs)
        #expect(longest < 60 && longest > 56, "\(longest)")
        (row.point, row.trial, row.attempt) = ("p123", 3, 2)
        let pause = try #require(Judge(measured).pauses(of: row).first)
        #expect(pause.point == "p123" && pause.trial == 3 && pause.attempt == 2)
        #expect(pause.fromNs == 12_803_000_000)
        #expect(Double(pause.toNs - pause.fromNs) == longest * 1e6)
    }

    @Test func `Work on a batch, and what a ring holds back, is no pause`() throws {
        // 100 frames at 30 us each are 3 ms.
        let worked = MeasuredTrial.judge(try Self.paused([3]))
        #expect(worked.capturePauses == 0 && worked.captureLongestPauseMs == 0)
        #expect(worked.lossInPausesPercent == 0)
        for (length, count) in [(Int64(20), 0), (30, 1)] {
            let held = MeasuredTrial.judge(try Self.paused([length], heldBack: 10 * Self.ms))
            #expect(held.capturePauses == count, "\(length) ms")
        }
    }

    @Test func `A capture that does not know its pauses has none to tell`() throws {
        var measured = try Self.paused([60])
        measured.pauses = nil
        let row = MeasuredTrial.judge(measured)
        #expect(row.capturePauses == nil && row.captureLongestPauseMs == nil)
        #expect(row.lossInPausesPercent == nil && Judge(measured).pauses(of: row).isEmpty)
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
