import Experiment

@testable import Comparing

/// Reports that the figure of effects has to cope with.
enum EffectReports {
    static let loss = ComparedMetric(
        "loss_percent", title: "loss", .points, .lowerIsBetter, smallestEffect: 0.1)
    static let cpu = ComparedMetric(
        "cpu_ns_per_unique_frame", title: "kernel + process CPU per frame", .ratio, .lowerIsBetter,
        smallestEffect: 0.05, needsEqualLoss: true)

    static let all: [(name: String, report: ComparisonReport)] = [
        ("ci", ci()), ("one", one()), ("thirty", many(30)), ("hundred", many(100)),
        ("huge", huge()), ("hostile", hostile()),
    ]

    /// What the project's own CI comes to.
    static func ci() -> ComparisonReport {
        var report = report("recv against V2 and V3")
        report.comparisons = [
            comparison("recv → V3", cpu, .primary, -0.592, -0.61...(-0.571), .better, limit: 0.9),
            comparison("recv → V2", cpu, .primary, -0.193, -0.23...(-0.151), .better),
            comparison("V2 → V3", cpu, .exploratory, 0.12, 0.07...0.19, .worse),
            comparison("recv → recv again", cpu, .control, 0.004, -0.019...0.026, .same),
            comparison("recv → V3", loss, .primary, -0.042, -0.11...0.003, .inconclusive),
            comparison("recv → recv again", loss, .control, 0.002, -0.008...0.01, .same),
        ]
        return report
    }

    static func one() -> ComparisonReport {
        var report = report("recv by two builds")
        report.comparisons = [
            comparison("recv, 64 B", cpu, .exploratory, 0.031, -0.01...0.075, .inconclusive)
        ]
        return report
    }

    /// Two runs with many points, none declared.
    static func many(_ count: Int) -> ComparisonReport {
        var report = report("two runs")
        for index in 0..<count {
            let wave = Double((index * 37) % 23 - 11) / 100
            let verdict: Verdict =
                abs(wave) < 0.03
                ? .same : index % 4 == 0 ? .inconclusive : wave < 0 ? .better : .worse
            let half = verdict == .inconclusive ? 0.2 : 0.02
            report.comparisons.append(
                comparison(
                    "\(["recv", "V2", "V3"][index % 3]), ring \(1 << (index / 3 % 11))", cpu,
                    .exploratory, wave, wave - half...wave + half, verdict))
        }
        return report
    }

    /// Effects far beyond the others, without intervals, without anything; very long names.
    static func huge() -> ComparisonReport {
        var report = report("an old build against a new one")
        let long = "PACKET_MMAP (tpacket-v3, retire 60 ms, 4 MiB blocks) on veth-napi with fifo, "
        report.comparisons = [
            comparison(long + "64 B", cpu, .primary, 24, 20.5...31, .worse, limit: 1.1),
            comparison(long + "128 B", cpu, .primary, 0.03, 0.01...0.06, .inconclusive, limit: 1.1),
            comparison(long + "256 B", cpu, .primary, -0.04, nil, .inconclusive),
            comparison("recv, 64 B", cpu, .primary, 0.01, -0.5...2, .inconclusive),
            comparison("recv, 128 B", cpu, .primary, nil, nil, .inconclusive),
            comparison("recv, 256 B", cpu, .primary, 0.02, -0.01...0.03, .same),
            comparison("recv, 64 B", loss, .primary, -88, -93...(-80), .better),
            comparison("recv, 128 B", loss, .primary, -93, -95...(-91), .better),
        ]
        return report
    }

    /// Labels that mean something to gnuplot, and numbers that are none.
    static func hostile() -> ComparisonReport {
        let label = "it's {/:Bold a_b^c} @d &e \\n 50 % `date`, \"q\"\nnext"
        var report = report(label)
        report.conditions = [label]
        report.comparisons = [
            comparison(label, cpu, .primary, .nan, nil, .inconclusive, limit: .infinity),
            comparison(label, loss, .control, 0, 0...0, .same),
        ]
        return report
    }

    private static func report(_ title: String) -> ComparisonReport {
        var report = ComparisonReport(
            title: title, base: "results/ringsize/20261101T120000Z", head: "bench 1.3.0")
        report.conditions = ["Linux 6.1.0-28-amd64", "veth-napi", "153,940 frame/s"]
        return report
    }

    private static func comparison(
        _ name: String, _ metric: ComparedMetric, _ standing: Comparison.Standing,
        _ estimate: Double?, _ interval: ClosedRange<Double>?, _ verdict: Verdict,
        limit: Double? = nil
    ) -> Comparison {
        let arm = Comparison.Arm(label: "recv", count: 15, invalid: 0, median: 812, interval: nil)
        return Comparison(
            name: name, metric: metric, standing: standing, base: arm, head: arm, pairs: 15,
            isPaired: true,
            effect: estimate.map {
                .init(estimate: $0, interval: interval, pValue: 0.01, adjustedP: 0.03)
            }, detectable: 0.04, smallestEffect: metric.smallestEffect,
            limit: limit.map { .init(atMostRatio: $0, outcome: .met) }, verdict: verdict,
            reason: nil)
    }
}
