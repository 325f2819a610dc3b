import Experiment

@testable import Comparing

/// Reports as real runs would give them.
enum ReportFixture {
    static let loss = metric("loss_percent")
    static let cpu = metric("cpu_ns_per_unique_frame")
    static let memory = metric("capture_maxrss_bytes")

    static func metric(_ name: String) -> ComparedMetric {
        ComparedMetric.named(name)
            ?? ComparedMetric(name, title: name, .points, .lowerIsBetter, smallestEffect: 1)
    }

    /// recv, V2 and V3 at one load, 15 paired blocks, and recv twice.
    static func ci() -> ComparisonReport {
        var report = ComparisonReport(
            title: "ci.toml: recv against V2 and V3",
            base: "results/ci/20261121T093000Z", head: "the same run")
        report.conditions = [
            "Linux 6.1.0-28-amd64", "2 × AMD EPYC", "veth-napi, threaded, other", "153,940 frame/s",
            "random sizes of 64 to 1518 bytes",
        ]
        report.warnings = ["2 of 62 trials were invalid (steal)."]
        var gated = comparison(
            "recv → V3", cpu, .primary, (812.4, 331.2), -0.592, -0.61...(-0.571), p: 0.00006,
            .better)
        gated.limit = .init(atMostRatio: 0.9, outcome: .met)
        gated.base.invalid = 2
        let second = comparison(
            "recv → V2", cpu, .primary, (812.4, 655.1), -0.193, -0.23...(-0.151), p: 0.0001,
            .better)
        let lost = comparison(
            "recv → V3", loss, .primary, (0.0421, 0), -0.042, -0.11...0.003, p: 0.06, .same)
        let other = comparison(
            "V2 → V3", memory, .exploratory, (11_800_000, 12_900_000), 0.093, 0.091...0.096,
            p: 0.00006, .worse)
        let control = comparison(
            "recv → recv again", cpu, .control, (812.4, 815), 0.004, -0.019...0.026, p: 0.71,
            .same)
        report.comparisons = [gated, second, lost, control, other]
        return report
    }

    /// Two runs with 18 points and 3 metrics, nothing declared, not paired.
    static func twoRuns() -> ComparisonReport {
        var report = ComparisonReport(
            title: "ringsize: two runs", base: "results/ringsize/20261101T120000Z (bench 1.2.0)",
            head: "results/ringsize/20261121T093000Z (bench 1.3.0)")
        report.conditions = ["Linux 6.1.0-28-amd64", "veth-napi", "153,940 frame/s"]
        report.warnings = ["Another kernel: 6.1.0-25 and 6.1.0-28."]
        let verdicts: [Verdict] = [.same, .inconclusive, .same, .better, .worse, .same]
        for point in 0..<18 {
            let name = "\(["recv", "V2", "V3"][point / 6]), ring \(1 << (point % 6 * 2))"
            for (index, metric) in [loss, cpu, memory].enumerated() {
                let verdict = verdicts[(point + 2 * index) % verdicts.count]
                let size = metric.scale == .points ? 0.31 : 0.07
                let effect = verdict == .worse ? size : verdict == .better ? -size : size / 20
                let half = verdict == .inconclusive ? size * 2 : size / 4
                let value = [18.2, 812.4, 11_800_000][index]
                let moved = metric.scale == .points ? value + effect : value * (1 + effect)
                var comparison = comparison(
                    name, metric, .exploratory, (value, moved), effect,
                    effect - half...effect + half, p: verdict == .same ? 0.6 : 0.012, verdict)
                comparison.isPaired = false
                comparison.pairs = 0
                report.comparisons.append(comparison)
            }
        }
        return report
    }

    /// Nothing but claims.
    static func claims() -> ComparisonReport {
        var report = ComparisonReport(
            title: "The original's claims", base: "results/ringsize/20261121T093000Z", head: "")
        let claim = "PACKET_MMAP uses less CPU than recv()"
        report.findings = [
            Finding(
                claim: claim, condition: "veth-napi, napi_policy other, xdp", outcome: .reproduced,
                blocks: 5, estimate: -0.21, interval: -0.27...(-0.15), metric: cpu,
                detail: "13 ring sizes, each with 5 repetitions; ring 1 left out: loss differs."),
            Finding(
                claim: claim, condition: "veth-napi, napi_policy fifo, xdp", outcome: .refuted,
                blocks: 5, estimate: 0.08, interval: 0.06...0.11, metric: cpu,
                detail: "13 ring sizes, each with 5 repetitions."),
            Finding(
                claim: "above 8 frames almost no loss",
                condition: "veth-napi, napi_policy other, xdp", outcome: .inconclusive,
                blocks: 3, estimate: nil, interval: nil, metric: loss,
                detail: "3 repetitions: at least 5 are needed."),
        ]
        return report
    }

    /// Nothing to compare, and why.
    static func empty() -> ComparisonReport {
        var report = ComparisonReport(title: "empty", base: "a", head: "b")
        report.warnings = [
            "The base has none of the head's points.", "All 12 trials of b are invalid.",
        ]
        return report
    }

    /// Labels that mean something to every format, and numbers that are none.
    static func hostile() -> ComparisonReport {
        let label = "a|b `c` <img src=x> *d*\n_e_ & \"f\" 'g' \u{1B}[31m @admin #12 ]]> ~h~ $i$"
        var report = ComparisonReport(title: label, base: label, head: label)
        report.conditions = [label]
        report.warnings = [label]
        var comparison = comparison(
            label, cpu, .primary, (.nan, .infinity), .nan, nil, p: .nan, .inconclusive)
        comparison.reason = label
        comparison.limit = .init(atMostRatio: 0.9, outcome: .undecided)
        comparison.base.label = label
        var bare = comparison
        bare.effect = nil
        bare.base.median = nil
        bare.head.median = nil
        bare.limit = nil
        bare.standing = .exploratory
        report.comparisons = [comparison, bare]
        report.findings = [
            Finding(
                claim: label, condition: label, outcome: .inconclusive, blocks: 0,
                estimate: .infinity, interval: nil, metric: loss, detail: label)
        ]
        return report
    }

    static let all: [(name: String, report: ComparisonReport)] = [
        ("ci", ci()), ("two-runs", twoRuns()), ("claims", claims()), ("empty", empty()),
        ("hostile", hostile()),
    ]

    static func comparison(
        _ name: String, _ metric: ComparedMetric, _ standing: Comparison.Standing,
        _ medians: (Double, Double), _ estimate: Double, _ interval: ClosedRange<Double>?,
        p: Double, _ verdict: Verdict
    ) -> Comparison {
        let sides = name.split(separator: " ")
        let arm = { (label: Substring?, median: Double) in
            Comparison.Arm(
                label: label.map(String.init) ?? "", count: 15, invalid: 0, median: median,
                interval: median.isFinite ? median * 0.97...median * 1.03 : nil)
        }
        let half = interval.map { ($0.upperBound - $0.lowerBound) / 2 }
        return Comparison(
            name: name, metric: metric, standing: standing, base: arm(sides.first, medians.0),
            head: arm(sides.last, medians.1), pairs: 15, isPaired: true,
            effect: .init(
                estimate: estimate, interval: interval, pValue: p,
                adjustedP: p.isNaN ? p : min(1, 3 * p)),
            detectable: half.map { 1.4 * $0 }, smallestEffect: metric.smallestEffect, limit: nil,
            verdict: verdict, reason: nil)
    }
}
