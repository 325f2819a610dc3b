import Packets
import Results

/// An audit's report for people: lines of at most 80 columns, names aside.
package struct AuditText {
    /// How many flows, and how many missing places of each, are listed.
    let limit: Int
    /// Lists flows that miss nothing, too.
    let listsAll: Bool

    package init(limit: Int, listsAll: Bool) {
        (self.limit, self.listsAll) = (limit, listsAll)
    }

    /// - Parameters:
    ///   - title: what was audited.
    ///   - end: why reading ended early; `nil` if it did not.
    package func text(_ report: AuditReport, title: String, end: String?) -> String {
        var lines = ["\(title): \(Self.count(report.packets, "packet"))"]
        if let end { lines.append(Self.line("ended early", end)) }
        lines += totals(report)
        lines += report.runs.map(Self.run)
        if report.corruptStamps > 0 {
            lines.append(Self.line("corrupt", Self.count(report.corruptStamps, "stamped frame")))
        }
        if report.judged == 0 { lines.append(Self.line("judged", "nothing was judged")) }
        if !report.skips.isEmpty { lines.append(Self.line("skipped", Self.skipped(report.skips))) }
        lines += flows(report)
        return lines.map { $0 + "\n" }.joined()
    }

    private func totals(_ report: AuditReport) -> [String] {
        guard !report.flows.isEmpty else { return [] }
        let segments = report.flows.reduce(0) { $0 + $1.flow.segments }
        let seen = report.flows.reduce(Int64(0)) { $0 + $1.seenBytes }
        let missing = report.flows.reduce(Int64(0)) { $0 + $1.missingBytes }
        let lacking = report.flows.count { $0.missingBytes > 0 }
        return [
            Self.line(
                "TCP",
                "\(Self.count(segments, "segment")) in \(Self.count(report.flows.count, "flow")), "
                    + "a flow for each direction"),
            Self.line("seen", "\(seen) bytes of sequence space"),
            Self.line(
                "missing",
                missing == 0
                    ? "nothing"
                    : "\(missing) bytes, \(Self.percent(missing, of: seen + missing)), in "
                        + Self.count(lacking, "flow")),
        ] + Self.unjudged(report.unjudgedBytes) + Self.again(report.flows.lazy.map(\.flow.events))
    }

    private static func unjudged(_ bytes: Int64) -> [String] {
        guard bytes > 0 else { return [] }
        return [line("not judged", "\(bytes) bytes, which may be in packets that were skipped")]
    }

    /// Segments that were not simply the next ones; no line if all were.
    private static func again(_ flows: some Sequence<TCPFlow.Events>) -> [String] {
        let sums: [(String, KeyPath<TCPFlow.Events, Int>)] = [
            ("sent again", \.retransmissions), ("captured twice", \.duplicates),
            ("reordered", \.reordered), ("recovered", \.recovered), ("late", \.late),
            ("keep-alive", \.keepAlives),
        ]
        var counts = [Int](repeating: 0, count: sums.count)
        var far = 0
        for events in flows {
            for (index, sum) in sums.enumerated() { counts[index] += events[keyPath: sum.1] }
            far += events.unbelieved
        }
        let words = zip(sums, counts).filter { $1 > 0 }.map { "\($0.0) \($1)" }
        return (words.isEmpty ? [] : [line("segments", words.joined(separator: ", "))])
            + (far == 0
                ? []
                : [
                    line(
                        "not believed",
                        "acknowledged far ahead of anything seen: \(count(far, "packet"))")
                ])
    }

    private static func run(_ run: AuditReport.Run) -> String {
        let frames = run.run
        let missing = frames.ledger.missing
        let share = percent(missing, of: frames.ledger.seen + missing)
        return line(
            "run \(run.id)",
            "\(count(frames.frames, "stamped frame")), \(frames.ledger.seen) different; missing "
                + (missing == 0 ? "nothing" : "\(missing), \(share)")
                + "; again \(frames.duplicates)"
                + (frames.duplicates > 0 ? " (two runs of one id?)" : "")
                + "; reordered \(frames.reordered)")
    }

    private static func skipped(_ skips: [Skip: AuditReport.Skipped]) -> String {
        Skip.allCases.compactMap { skip in skips[skip].map { "\($0.packets) \(skip.rawValue)" } }
            .joined(separator: ", ")
    }

    private func flows(_ report: AuditReport) -> [String] {
        let (chosen, more) = report.worst(limit) {
            listsAll || $0.missingBytes + $0.unjudgedBytes > 0
        }
        var lines = chosen.flatMap { [""] + flow($0) }
        if more > 0 {
            lines += ["", "\(Self.count(more, "more flow")): --limit, or --json"]
        }
        return lines
    }

    private func flow(_ flow: AuditReport.Flow) -> [String] {
        let tcp = flow.flow
        var lines = [
            flow.text,
            Self.line(
                "seen",
                "\(flow.seenBytes) bytes in \(Self.count(tcp.segments, "segment"))\(Self.ends(tcp))"
            ),
        ]
        if flow.missingBytes > 0 {
            lines.append(
                Self.line(
                    "missing",
                    "\(flow.missingBytes) bytes in \(Self.count(flow.missingPlaces, "place"))"))
            lines.append(Self.line("", Self.blame(flow)))
            lines += places(flow)
        }
        return lines + Self.unjudged(flow.unjudgedBytes) + Self.again([tcp.events])
    }

    private func places(_ flow: AuditReport.Flow) -> [String] {
        var lines = flow.missing.prefix(limit).map { span in
            Self.line(
                "",
                "at \(span.lowerBound), sequence number \(flow.sequence(span.lowerBound)): "
                    + "\(span.count) bytes")
        }
        if flow.missingPlaces > limit {
            lines.append(Self.line("", "and \(flow.missingPlaces - limit) more"))
        }
        return lines
    }

    private static func ends(_ flow: TCPFlow) -> String {
        let flags = [(flow.hasSYN, "SYN"), (flow.hasFIN, "FIN"), (flow.hasReset, "RST")]
            .filter(\.0).map(\.1)
        return flags.isEmpty ? "" : ", with " + flags.joined(separator: ", ")
    }

    /// Whether what is missing got to its receiver.
    private static func blame(_ flow: AuditReport.Flow) -> String {
        let (acknowledged, lost) = (flow.flow.missingAcknowledged, flow.lostBytes)
        guard acknowledged > 0 else { return "none of it acknowledged in this capture" }
        let share = acknowledged == flow.missingBytes ? "all of it" : "\(acknowledged) of them"
        guard lost < acknowledged else {
            return "\(share) acknowledged: sent, arrived, not captured"
        }
        return "\(share) acknowledged; \(lost) are in no packet that was skipped"
    }

    private static func line(_ name: String, _ text: String) -> String {
        let padding = String(repeating: " ", count: max(1, 14 - name.count))
        return "  \(name)\(padding)\(text)"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// With two significant digits below 1 %, so that a single missing byte is not 0.
    private static func percent(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return "0 %" }
        let share = Double(part) / Double(whole) * 100
        var scale = 100.0
        while share > 0, share * scale < 10, scale < 1e12 { scale *= 10 }
        return "\(DecimalText.text((share * scale).rounded() / scale) ?? "-") %"
    }
}
