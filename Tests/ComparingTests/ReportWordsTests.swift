import Experiment
import Testing

@testable import Comparing

@Suite("Numbers and sums of reports")
struct ReportWordsTests {
    private let loss = ReportFixture.loss
    private let cpu = ReportFixture.cpu
    private let memory = ReportFixture.memory

    @Test("Shares are percent with a sign, differences are points, with as many places as count")
    func effects() {
        #expect(NumberWords.effect(0.032, -0.01...0.075, of: cpu) == "+3.2 % (−1.0 … 7.5 %)")
        #expect(
            NumberWords.effect(-0.592, -0.61...(-0.571), of: cpu) == "−59.2 % (−61.0 … −57.1 %)")
        #expect(NumberWords.effect(0.42, 0.1...0.77, of: loss) == "+0.42 points (0.10 … 0.77)")
        #expect(
            NumberWords.effect(0.0042, 0.001...0.0077, of: loss)
                == "+0.0042 points (0.0010 … 0.0077)")
        #expect(NumberWords.effect(0, 0...0, of: loss) == "0.0 points (0.0 … 0.0)")
        #expect(NumberWords.effect(24, 20.5...31, of: cpu) == "+2400 % (2050 … 3100 %)")
        #expect(NumberWords.effect(-0.0001, -0.02...0.02, of: cpu) == "0.0 % (−2.0 … 2.0 %)")
    }

    @Test("An effect without an interval stands alone; none, or no number, is a hyphen")
    func missing() {
        #expect(NumberWords.effect(0.05, nil, of: cpu) == "+5.0 %")
        #expect(NumberWords.effect(nil, nil, of: cpu) == "-")
        #expect(NumberWords.effect(.nan, nil, of: cpu) == "-")
        #expect(NumberWords.effect(.infinity, -1...1, of: cpu) == "-")
        #expect(NumberWords.value(nil, of: cpu) == "-")
        #expect(NumberWords.change(from: nil, to: nil, of: cpu) == "-")
        #expect(NumberWords.change(from: nil, to: 3, of: cpu) == "- → 3 ns")
        #expect(NumberWords.probability(.nan) == "-")
    }

    @Test("Values have three digits and their unit")
    func values() {
        #expect(NumberWords.change(from: 812.4, to: 331.2, of: cpu) == "812 → 331 ns")
        #expect(NumberWords.change(from: 0.0421, to: 0, of: loss) == "0.0421 → 0 %")
        #expect(NumberWords.change(from: 11_800_000, to: 900_000, of: memory) == "11.3 → 0.858 MiB")
        #expect(NumberWords.value(4096, of: memory) == "4 KiB")
        #expect(NumberWords.value(-0.5, of: loss) == "−0.5 %")
        #expect(NumberWords.value(12_345.6, of: cpu) == "12346 ns")
    }

    @Test(
        "Probabilities have a floor",
        arguments: [
            (0.0002, "<0.001"), (0.003, "0.003"), (0.0499, "0.050"), (0.42, "0.42"), (1, "1.00"),
        ])
    func probabilities(value: Double, text: String) {
        #expect(NumberWords.probability(value) == text)
    }

    @Test("Gates say how far the head is from them")
    func gates() {
        var comparison = ReportFixture.ci().comparisons[0]
        #expect(comparison.gate == "V3/recv is at most 0.90: met (0.41, at most 0.43)")
        comparison.limit = .init(atMostRatio: 0.3, outcome: .exceeded)
        #expect(comparison.gate == "V3/recv is at most 0.30: exceeded (0.41, at least 0.39)")
        comparison.limit = .init(atMostRatio: 0.4, outcome: .undecided)
        #expect(
            comparison.gate == "V3/recv is at most 0.40: undecided (0.41, between 0.39 and 0.43)")
        comparison.head.label = comparison.base.label
        comparison.effect = nil
        #expect(comparison.gate == "head/base is at most 0.40: undecided")
        comparison.limit = nil
        #expect(comparison.gate == nil)
    }

    @Test("The sum counts what decides apart from hints and claims")
    func sums() {
        #expect(
            ReportFixture.ci().sum
                == "worse 0, better 2, same 1, inconclusive 0; "
                + "exploratory: worse 1")
        #expect(ReportFixture.claims().sum == "findings: reproduced 1, refuted 1, inconclusive 1")
        #expect(ReportFixture.empty().sum == "nothing was compared")
    }

    @Test("Power names what could have been seen, and says when that is too coarse")
    func power() {
        var report = ReportFixture.ci()
        #expect(
            report.power == [
                "kernel + process CPU per frame: this run would have found a difference of "
                    + "2.7 to 5.5 %; the smallest that matters is 5 %: more trials are needed "
                    + "(1 of 2).",
                "loss: this run would have found a difference of 0.079 points.",
            ])
        for index in report.comparisons.indices { report.comparisons[index].detectable = nil }
        #expect(
            report.power.first?.hasSuffix("too few trials to say what this run would have found.")
                == true)
        #expect(ReportFixture.claims().power.isEmpty)
    }

    @Test("Exploratory comparisons are sorted by what needs eyes first")
    func order() {
        let verdicts = ReportFixture.twoRuns().exploratory.map(\.verdict)
        let ranks = verdicts.compactMap { Verdict.byUrgency.firstIndex(of: $0) }
        #expect(ranks.count == 54)
        #expect(ranks == ranks.sorted())
        #expect(Set(ranks).count == 4)
    }
}
