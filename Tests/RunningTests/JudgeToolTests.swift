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
        #expect((row.message == nil) == (told["frames"] != nil))
    }

    @Test(
        arguments: [
            (2, nil, 2, [], nil), (2, 0, nil, [], nil),
            (15, nil, 15, [.slowEnd], "signal 15, not upon"),
            (9, nil, 9, [.slowEnd], "signal 9, not upon"),
            (2, 3, nil, [.exitStatus], "the capture program ended with exit status 3"),
        ] as [(Int64, Int?, Int?, [TrialFlag], String?)])
    func `An end that was slow, or is called a failure, is told and keeps the numbers`(
        sent: Int64, status: Int?, signal: Int?, flags: [TrialFlag], words: String?
    ) throws {
        var measured = try Self.measured([
            "frames": 200_000, "received": 200_000, "drops": 0, "discarded": 0,
            "tool_ended_by": sent,
        ])
        measured.toolEnd = ProcessEnd(
            status: status, signal: signal, userSeconds: 1, systemSeconds: 1,
            maximumResidentBytes: 1, voluntarySwitches: 1, involuntarySwitches: 1, minorFaults: 1,
            majorFaults: 1)
        let row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .valid && row.deliveredFrames == 200_000)
        #expect(row.flags == [.unstamped] + flags)
        #expect((row.message == nil) == (words == nil))
        if let words { #expect(row.message?.contains(words) == true) }
    }

    @Test func `Counts of the kernel are flagged, and what they miss says why it may`() throws {
        var told: [String: Int64] = [
            "frames": 150_000, "received": 200_000, "drops": 50_000, "discarded": 0,
            "kernel_counted": 1,
        ]
        let row = MeasuredTrial.judge(try Self.measured(told))
        #expect(row.outcome == .valid && row.flags == [.unstamped, .kernelCounted])
        told["received"] = 190_000
        told["frames"] = 140_000
        let less = MeasuredTrial.judge(try Self.measured(told))
        #expect(less.invalidReason == .ledger && less.unexplainedFrames == 10_000)
        #expect(less.message?.contains("a filter of the program rejects them") == true)
    }

    @Test func `A program's end goes through the message and back`() throws {
        let end = try #require(try Self.measured([:]).toolEnd)
        let counts = ToolCounts(captured: 9, drops: 2)
        let counters = ToolCounters.dictionary(
            ToolReport(counts: counts, end: end, signal: 2), seen: FrameCounts())
        #expect(ToolCounters.end(counters) == end)
        #expect(counters["frames"] == 9 && counters["drops"] == 2)
        #expect(counters["received"] == nil && counters["discarded"] == nil)
        #expect(ToolCounters.end(["frames": 1]) == nil)
    }
}
