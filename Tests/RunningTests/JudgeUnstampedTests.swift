import Experiment
import Results
import Testbed
import Testing
import Traffic

@testable import Running

/// Trials whose frames carry no stamp: the capturer only counted.
@Suite struct JudgeUnstampedTests {
    private static func measured(
        offered: Int = MeasuredTrial.frames, delivered: Int = MeasuredTrial.frames, drops: Int = 0
    ) throws -> Measurement {
        var measured = try MeasuredTrial.make()
        measured.isStamped = false
        for name in ["unique", "duplicates", "reordered", "corrupt", "stray", "truncated"] {
            measured.captureEnd[name] = nil
        }
        measured.captureEnd["frames"] = Int64(delivered)
        measured.captureEnd["received"] = 1000 + Int64(delivered + drops)
        measured.captureEnd["drops"] = Int64(drops)
        measured.traffic?.offered = offered
        measured.traffic?.firstSendNanoseconds = nil
        measured.traffic?.lastSendNanoseconds = nil
        measured.traffic?.reportedRate = Double(offered) / 20
        return measured
    }

    @Test func `Delivered frames close the ledger, and what needs a stamp is empty`() throws {
        let row = MeasuredTrial.judge(try Self.measured(delivered: 150_000, drops: 50_000))
        #expect(row.outcome == .valid)
        #expect(row.flags == [.unstamped])
        #expect(row.message == nil)
        #expect(row.deliveredFrames == 150_000 && row.dropsSocket == 50_000)
        #expect(row.unexplainedFrames == 0)
        #expect(row.lossPercent == 25)
        #expect(row.uniqueFrames == nil && row.duplicateFrames == nil)
        #expect(row.reorderedFrames == nil && row.corruptFrames == nil)
        #expect(row.strayFrames == nil && row.truncatedFrames == nil)
        #expect(row.cpuNsPerUniqueFrame == nil && row.cpuNsPerOfferedFrame != nil)
    }

    @Test func `A frame that nobody names is unexplained, and spoils the trial`() throws {
        let row = MeasuredTrial.judge(try Self.measured(delivered: 199_999))
        #expect(row.unexplainedFrames == 1)
        #expect(row.invalidReason == .ledger)
    }

    @Test func `The rate is the one reported, and a wrong one is a wrong load`() throws {
        var measured = try Self.measured()
        #expect(MeasuredTrial.judge(measured).ratePpsOffered == 10_000)
        measured.traffic?.reportedRate = 9_000
        measured.traffic?.gapNanoseconds = nil
        #expect(MeasuredTrial.judge(measured).invalidReason == .load)
        measured.traffic?.gapNanoseconds = 0
        #expect(MeasuredTrial.judge(measured).invalidReason == .engineLimit)
    }

    @Test(arguments: [200_000, 199_000, 198_999, 200_001])
    func `A count is believed with the refused frames or without, and to one frame`(
        claimed: Int
    ) throws {
        var measured = try Self.measured()
        measured.traffic?.accepted = 199_000
        measured.traffic?.refused = 1_000
        measured.traffic?.claimed = claimed
        #expect(MeasuredTrial.judge(measured).flags == [.unstamped])
    }

    @Test func `A count that is neither is told with both numbers`() throws {
        var measured = try Self.measured()
        measured.traffic?.claimed = 150_000
        let row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .valid)
        #expect(row.flags == [.unstamped, .claimDiffers])
        #expect(
            row.message
                == "the sending program reports 150000 frames; its device counted 200000, and 0 "
                + "refused")
    }

    @Test func `A stamped trial has no such flag`() throws {
        #expect(MeasuredTrial.judge(try MeasuredTrial.make()).flags == [])
    }
}
