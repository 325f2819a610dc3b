import Experiment
import Results

@testable import Comparing
@testable import Reporting

/// Runs as reports are made from, without any file.
enum ReportExample {
    /// Two series over two ring sizes, three blocks: 12 valid trials, one of them tried twice.
    static func run(
        question: String = "Does a ring help?", roles: [String] = ["recv", "V2"],
        edit: (inout TrialRecord) -> Void = { _ in }
    ) -> ReportedRun {
        var records: [TrialRecord] = []
        for block in 1...3 {
            for (index, role) in roles.enumerated() {
                for frames in [8, 64] {
                    var record = record(role, frames, block, trial: records.count + 1)
                    record.lossPercent = Double(index) / Double(frames)
                    edit(&record)
                    records.append(record)
                }
            }
        }
        var failed = record(roles[0], 8, 1, trial: 1)
        failed.outcome = .invalid
        failed.invalidReason = .steal
        failed.message = "the hypervisor withheld 2.6 % of the CPU time"
        records[0].attempt = 2
        records.insert(failed, at: 0)
        return reported(records, question: question, roles: roles)
    }

    static func reported(
        _ records: [TrialRecord], question: String?, roles: [String]
    ) -> ReportedRun {
        var manifest = Manifest(
            runID: "20260131T101500Z-3f9c1a", experiment: "rings", seed: 7, experimentHash: "h1",
            commandLine: ["bench", "sweep", "my rings.toml"], benchVersion: "0.1.0", quick: false,
            startedAt: "2026-01-31T10:15:00Z", kernel: "6.18.44")
        manifest.question = question
        manifest.sysctls = ["net.core.rmem_max": "212992"]
        manifest.facts = ["rootless": "false"]
        var run = ReportedRun(
            path: "results/rings/20260131T101500Z-3f9c1a", manifest: manifest, records: records,
            answer: .none("nothing was declared"))
        run.manifest.series = roles
        run.experiment = "# \(question ?? "")\n"
        run.figures = [figure()]
        let table = TrialTable(settingNames: [])
        run.trialsCSV = table.header + records.flatMap(table.row)
        return run
    }

    private static func record(
        _ role: String, _ frames: Int, _ block: Int, trial: Int
    ) -> TrialRecord {
        var record = TrialRecord()
        (record.trial, record.block, record.role) = (trial, block, role)
        record.point = "h\(role)\(frames)"
        record.outcome = .valid
        (record.backend, record.topology, record.engine) = ("tpacket-v2", "veth-napi", "xdp")
        (record.rate, record.sizes, record.ringFrames) = ("1000 pps", "64", frames)
        record.ledger = Ledger(
            offered: 1000, unique: 990, dropsSocket: 10, dropsDevice: 0, dropsBacklog: 0)
        record.cpuBusyPercent = 50
        record.flags = [.coarse]
        return record
    }

    static let csv = """
        series,x,ring_frames,ring_bytes,n,median,min,max,role,label
        1,8,8,,3,0.125,0.1,0.15,V2,V2
        1,64,64,,3,0.015625,0.01,0.02,V2,V2

        """

    /// A curve through two points, as gnuplot writes it with what ``HoverScript`` adds.
    static func figure(svg: String = svg) -> ReportedFigure {
        ReportedFigure(
            name: "loss-by-ring", title: "Frame loss by ring size",
            script: "summary = 'loss-by-ring.csv'\n", tables: ["loss-by-ring.csv": csv],
            picture: .svg(svg))
    }

    static let svg = """
        <?xml version="1.0" encoding="utf-8"  standalone="no"?>
        <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
        <svg width="200" height="100" viewBox="0 0 200 100" xmlns="http://www.w3.org/2000/svg"
         xmlns:xlink="http://www.w3.org/1999/xlink">
        <title>Gnuplot</title><desc>Produced by GNUPLOT</desc>
        <g id="gnuplot_canvas">
        <rect x="0" y="0" width="200" height="100" fill="#ffffff"/>
        <defs><circle id='gpPt5' r='1'/><use xlink:href='#gpPt5' id='gpPt6'/></defs>
        <g fill="none" color="black">
        </g>
        <g id="gnuplot_plot_1a" ><title>gnuplot_plot_1a</title>
        <path d='M20.00,30.00 L80.00,70.00'/>
        <use xlink:href='#gpPt6' transform='translate(20.00,30.00) scale(4.50)' color='red'/>
        <g onmousemove="gnuplot_svg.showHypertext(evt,'0 0 point 1')" onmouseout="x()"><title> </title>
        <use xlink:href='#gpPt6' transform='translate(20.00,30.00) scale(4.50)'/></g>
        <g onmousemove="gnuplot_svg.showHypertext(evt,'0 1 point 1')" onmouseout="x()"><title> </title>
        <use xlink:href='#gpPt6' transform='translate(80.00,70.00) scale(4.50)'/></g>
        </g>
        <text><tspan font-family="sans" >a &lt; b</tspan></text>
        </g>
        </svg>

        """

    /// One comparison of each verdict, a claim, and a control that differs.
    static func report(named name: String = "recv → V2") -> ComparisonReport {
        let loss = ComparedMetric(
            "loss_percent", title: "loss", .points, .lowerIsBetter, smallestEffect: 0.1)
        var report = ComparisonReport(title: "rings", base: "", head: "")
        let verdicts: [Verdict] = [.better, .worse, .same, .inconclusive]
        report.comparisons = verdicts.map { comparison(name, loss, .primary, $0) }
        report.comparisons.append(comparison("again", loss, .control, .worse))
        report.findings = [
            Finding(
                claim: "a ring helps", condition: "napi_policy other", outcome: .refuted,
                blocks: 3, estimate: 0.2, interval: 0.1...0.3, metric: loss, detail: "3 repetitions"
            )
        ]
        report.warnings = ["few trials"]
        return report
    }

    private static func comparison(
        _ name: String, _ metric: ComparedMetric, _ standing: Comparison.Standing,
        _ verdict: Verdict
    ) -> Comparison {
        let arm = Comparison.Arm(label: "a", count: 15, invalid: 1, median: 1, interval: nil)
        return Comparison(
            name: name, metric: metric, standing: standing, base: arm, head: arm, pairs: 15,
            isPaired: true,
            effect: .init(estimate: 0.5, interval: 0.4...0.6, pValue: 0.001, adjustedP: 0.002),
            detectable: 0.2, smallestEffect: 0.1, verdict: verdict, reason: "because")
    }
}
