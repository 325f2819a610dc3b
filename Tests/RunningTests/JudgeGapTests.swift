import Frames
import Results
import Testing
import Traffic

@testable import Running

/// The times between departures in the row and in `gaps.csv`, and traffic without a pace.
@Suite struct JudgeGapTests {
    @Test func `The row has the percentiles of the engine's histogram`() throws {
        var measured = try MeasuredTrial.make()
        measured.traffic?.gaps = [
            TimeBin(from: 0, to: 0, count: 40), TimeBin(from: 6400, to: 6463, count: 55),
            TimeBin(from: 9984, to: 10_111, count: 4),
            TimeBin(from: 1_000_000, to: 1_003_000, count: 1),
        ]
        let row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .valid)
        #expect(row.gapP50Ns == 6463 && row.gapP90Ns == 6463)
        #expect(row.gapP99Ns == 10_111 && row.gapP999Ns == 1_003_000)
        let gaps = Judge(measured).gaps(trial: 3, attempt: 2)
        #expect(gaps.map(\.fromNs) == [0, 6400, 9984, 1_000_000])
        #expect(gaps.map(\.toNs) == [0, 6463, 10_111, 1_003_000])
        #expect(gaps.map(\.frames) == [40, 55, 4, 1])
        #expect(gaps.allSatisfy { $0.trial == 3 && $0.attempt == 2 })
    }

    @Test func `An engine that does not know them leaves the cells empty`() throws {
        let measured = try MeasuredTrial.make()
        let row = MeasuredTrial.judge(measured)
        #expect(row.gapP50Ns == nil && row.gapP999Ns == nil)
        #expect(Judge(measured).gaps(trial: 1, attempt: 1).isEmpty)
    }

    @Test func `Without a pace no rate is missed, and none is intended`() throws {
        var measured = try MeasuredTrial.make()
        measured.intendedRate = nil
        measured.traffic?.intended = nil
        // An eighth of what is on record as sent within the time.
        measured.traffic?.lastSendNanoseconds = 8 * 20 * MeasuredTrial.second
        let row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .valid, "\(row.message ?? "")")
        #expect(row.intendedFrames == nil && row.ratePpsIntended == nil)
        #expect(abs((row.ratePpsOffered ?? 0) - 1250) < 1)
    }
}
