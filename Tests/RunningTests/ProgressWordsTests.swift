import Experiment
import Results
import Testing

@testable import Running

@Suite struct ProgressWordsTests {
    private static func trial() throws -> (PlannedTrial, ProgressWords) {
        let experiment = try Laboratory.experiment(
            series: ["label = \"V2\"\nbackend = \"tpacket-v2\"\nring_frames = [8, 16]"])
        let plan = try experiment.plan(seed: 1)
        let trial = try #require(plan.trials.first { $0.point.value(of: "ring_frames") == "8" })
        return (trial, ProgressWords(total: plan.trials.count, axes: experiment.axisKeys))
    }

    @Test func `A trial is told by what varies, and by nothing that does not`() throws {
        let (trial, words) = try Self.trial()
        let text = "[\(trial.index)/3] V2, 64 B, 20000 pps, ring_frames=8"
        #expect(words.text(of: trial, attempt: 1) == text)
        #expect(words.text(of: trial, attempt: 3) == text + " (attempt 3)")
    }

    @Test(arguments: [
        (0.0, nil, " 0 %"), (0.375, 153_940.0, " 37 %, 153.9 kpps"), (1, 1000, " 100 %, 1 kpps"),
        (1.5, nil, " 100 %"),
    ])
    func `The state of the traffic`(share: Double, rate: Double?, text: String) {
        #expect(ProgressWords.state(share: share, rate: rate) == text)
    }

    @Test func `A result says what counts`() throws {
        let (trial, _) = try Self.trial()
        var row = Laboratory.row(trial, .valid)
        row.lossPercent = 0.01234
        row.cpuBusyPercent = 46.04
        #expect(ProgressWords.text(of: row) == "valid, loss 0.012 %, busy 46 %")
        row.outcome = .invalid
        row.invalidReason = .steal
        row.message = "the hypervisor withheld 5.0 % of the CPU time"
        #expect(
            ProgressWords.text(of: row)
                == "invalid (steal): the hypervisor withheld 5.0 % of the CPU time")
    }

    @Test(arguments: [
        (-3.0, "0:00"), (0.4, "0:00"), (59.9, "0:59"), (61, "1:01"), (3600, "60:00"),
        (.infinity, "0:00"), (.nan, "0:00"),
    ])
    func `Minutes and seconds`(seconds: Double, text: String) {
        #expect(ProgressWords.clock(seconds) == text)
    }

    @Test func `The changing line never exceeds its width, and keeps the state whole`() {
        let trial = "[12/345] a series with quite a long name, uniform:64-1518:1 B, 153940 pps"
        let state = " 37 %, 153.9 kpps, ETA 12:34"
        for width in 30...120 {
            let line = ProgressWords.fitted(trial, state, width: width)
            #expect(line.count <= width)
            if width >= 40 { #expect(line.hasSuffix(state)) }
        }
        #expect(ProgressWords.fitted(trial, state, width: 120) == trial + state)
        #expect(ProgressWords.fitted(trial, state, width: 3).count == 3)
    }

    @Test func `A result that does not fit gets a line of its own on a terminal only`() {
        let whole = "[1/2] recv, 64 B: valid\n"
        #expect(ProgressWords.line("[1/2] recv, 64 B", "valid", width: 80) == whole)
        #expect(ProgressWords.line("[1/2] recv, 64 B", "valid", width: nil) == whole)
        #expect(
            ProgressWords.line("[1/2] recv, 64 B", "valid", width: 20)
                == "[1/2] recv, 64 B:\n    valid\n")
        #expect(
            ProgressWords.line("[1/2] recv, 64 B", "invalid (load): too slow", width: 16)
                == "[1/2] recv, 64\n    B:\n    invalid\n    (load): too\n    slow\n")
    }
}
