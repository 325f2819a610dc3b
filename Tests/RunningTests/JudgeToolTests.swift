import Capture
import Kernel
import Results
import Roles
import Testing

@testable import Running

/// Trials in which a program of others captured.
@Suite struct JudgeToolTests {
    private static func measured(_ told: [String: Int64]) throws -> Measurement {
        var measured = try MeasuredTrial.make()
        measured.isTool = true
        measured.isStamped = false
        measured.captureStart = ["received": 0, "drops": 0]
        measured.captureEnd = told
        measured.toolEnd = ProcessEnd(
            status: nil, signal: 2, userSeconds: 1.5, systemSeconds: 0.5,
            maximumResidentBytes: 4096, voluntarySwitches: 3, involuntarySwitches: 4,
            minorFaults: 5, majorFaults: 6)
        return measured
    }

    @Test func `What it says closes the ledger, and its own end is in the row`() throws {
        let row = MeasuredTrial.judge(
            try Self.measured([
                "frames": 150_000, "received": 199_000, "drops": 48_990, "discarded": 1000,
            ]))
        #expect(row.deliveredFrames == 150_000 && row.dropsSocket == 48_990)
        #expect(row.residualFrames == 10 && row.toolFrames == 1000)
        #expect(row.unexplainedFrames == 0)
        #expect(row.lossPercent == 25)
        #expect(row.flags == [.unstamped])
        // SIGINT is how it was told to end.
        #expect(row.outcome == .valid)
        #expect(row.capturerExit == "signal 2" && row.captureUtimeS == 1.5)
        #expect(row.captureMaxrssBytes == 4096 && row.majorFaults == 6)
    }

    @Test func `Frames that it does not account for spoil a trial of one that says all`() throws {
        let row = MeasuredTrial.judge(
            try Self.measured(["frames": 199_990, "received": 199_990, "drops": 0, "discarded": 0]))
        #expect(row.unexplainedFrames == 10)
        #expect(row.invalidReason == .ledger)
    }

    @Test(arguments: [
        [:], ["frames": 150_000], ["frames": 150_000, "drops": 1], ["received": 200_000],
    ])
    func `What it does not say is empty and flagged, and does not spoil the trial`(
        told: [String: Int64]
    ) throws {
        let row = MeasuredTrial.judge(try Self.measured(told))
        #expect(row.outcome == .valid)
        #expect(row.flags == [.unstamped, .uncounted])
        #expect(row.deliveredFrames == told["frames"].map(Int.init))
        #expect(row.dropsSocket == told["drops"].map(Int.init))
        #expect(row.residualFrames == nil && row.toolFrames == nil)
        #expect((row.lossPercent == nil) == (told["frames"] == nil))
    }

    @Test func `A program's end goes through the message and back`() throws {
        let end = try #require(try Self.measured([:]).toolEnd)
        let counts = ToolCounts(captured: 9, drops: 2)
        let counters = ToolCounters.dictionary(
            ToolReport(counts: counts, end: end), seen: FrameCounts())
        #expect(ToolCounters.end(counters) == end)
        #expect(counters["frames"] == 9 && counters["drops"] == 2)
        #expect(counters["received"] == nil && counters["discarded"] == nil)
        #expect(ToolCounters.end(["frames": 1]) == nil)
    }
}
