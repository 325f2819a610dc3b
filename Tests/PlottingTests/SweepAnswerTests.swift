import Plotting
import Results
import Testing

struct SweepAnswerTests {
    private static func trial(
        _ role: String, rate: String, offered: Double, loss: Double, size: Int = 64
    ) -> TrialRecord {
        var record = TrialRecord()
        (record.role, record.backend, record.outcome) = (role, role, .valid)
        (record.rate, record.ratePpsOffered) = (rate, offered)
        (record.lossPercent, record.cpuBusyPercent) = (loss, 50)
        record.frameSize = size
        record.point = "\(role) \(rate) \(size)"
        return record
    }

    @Test("against the load: how much each method takes, by the worst point of each rate")
    func load() {
        var records: [TrialRecord] = []
        for (rate, loss) in [(100_000.0, 0.0), (200_000, 0.05), (400_000, 3)] {
            records.append(Self.trial("recv", rate: "\(rate)", offered: rate, loss: loss))
            records.append(Self.trial("V3", rate: "\(rate)", offered: rate, loss: 0))
            records.append(Self.trial("slow", rate: "\(rate)", offered: rate, loss: 7))
            // A program that does not report what it got.
            var silent = Self.trial("tool", rate: "\(rate)", offered: rate, loss: 0)
            silent.lossPercent = nil
            records.append(silent)
        }
        // The larger frames are what V2 loses.
        for (size, loss) in [(64, 0.0), (1518, 1)] {
            records.append(
                Self.trial("V2", rate: "9", offered: 300_000, loss: loss, size: size))
            records.append(Self.trial("V2", rate: "8", offered: 200_000, loss: 0, size: size))
        }
        #expect(
            SweepAnswer.text(records, order: DeclaredOrder(series: ["recv", "V2", "V3"]))
                == "Lost at most 0.1 % of the frames: recv up to 200 k frames/s; "
                + "V2 up to 200 k frames/s; V3 at every rate, up to 400 k frames/s; "
                + "slow at no rate; tool not measured.")
    }

    @Test("otherwise: loss and CPU use of each method")
    func medians() {
        let records = [
            Self.trial("recv", rate: "1", offered: 1, loss: 0.5),
            Self.trial("recv", rate: "1", offered: 1, loss: 5.66, size: 128),
            Self.trial("V3", rate: "1", offered: 1, loss: 0),
        ]
        #expect(
            SweepAnswer.text(records, order: DeclaredOrder(series: ["recv"]))
                == "Medians: recv 0.5 to 5.7 % loss, 50 % busy; V3 0 % loss, 50 % busy.")
        var invalid = records[0]
        invalid.outcome = .invalid
        #expect(SweepAnswer.text([invalid]) == "No answer: no trial is valid.")
    }

    @Test("where latency was measured: its median by method, and which was not")
    func latency() {
        var records = [10_000.0, 100_000].map {
            Self.trial("recv", rate: "\($0)", offered: $0, loss: 0)
        }
        records[0].latencyP50Ns = 30_400
        records[1].latencyP50Ns = 21_300
        records.append(Self.trial("tool", rate: "10000", offered: 10_000, loss: 0))
        #expect(
            SweepAnswer.text(records, order: DeclaredOrder(series: ["recv", "tool"]))
                == "Lost at most 0.1 % of the frames: "
                + "recv at every rate, up to 100 k frames/s; "
                + "tool at every rate, up to 10 k frames/s. Median latency: recv 21 to 30 us.")
    }
}
