import Frames
import Results

/// Explanations as a terminal shows them: no line is longer than the width, and at least 60.
package enum ExplainText {
    /// Each point in full.
    package static func full(
        _ points: [ExplainedPoint], open: [OpenVerdict] = [], width: Int
    ) -> String {
        var page = TextPage(width: width)
        for point in points { tell(point, &page) }
        tell(open, &page)
        return page.text
    }

    /// A few lines of each point.
    ///
    /// - Parameters:
    ///   - lossless: sentences of series that have none to show.
    ///   - left: points that are not shown.
    package static func brief(
        _ name: String, _ points: [ExplainedPoint], lossless: [String], left: Int,
        open: [OpenVerdict] = [], width: Int
    ) -> String {
        var page = TextPage(width: width)
        page.paragraph("\(name): the worst points of each series")
        for point in points {
            page.blank()
            page.paragraph("\(point.label)  [\(point.point)]", hanging: 4)
            page.paragraph(state(point), indent: 2)
            if let first = point.causes.first {
                page.paragraph("Why: \(first.cause).", indent: 2)
                if let advice = first.advice.first { page.paragraph(advice, indent: 7) }
            } else if (point.lost ?? 0) > 0 {
                page.paragraph("Why: no rule fits. " + terms(point), indent: 2)
            }
        }
        if !lossless.isEmpty { page.blank() }
        for sentence in lossless { page.paragraph(sentence, hanging: 4) }
        if left > 0 {
            page.blank()
            page.paragraph(
                "\(left) more \(left == 1 ? "point is" : "points are") not shown. For more of one: "
                    + "bench explain \(name) POINT")
        }
        tell(open, &page)
        return page.text
    }

    /// What became of it, in one sentence.
    private static func state(_ point: ExplainedPoint) -> String {
        let others = point.otherAttempts.sorted { $0.key < $1.key }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        guard point.outcome == "valid" else {
            return "No valid trial: \(others). Explained is trial \(point.trial), attempt "
                + "\(point.attempt)."
        }
        guard let loss = point.lossPercent else { return "The loss was not measured." }
        var text = "\(Words.percent(loss)) lost"
        if point.validTrials > 1, let low = point.lossRange.first, let high = point.lossRange.last {
            text += " in the middle one of \(point.validTrials) trials (\(Words.percent(low)) to "
            text += "\(Words.percent(high)))"
        }
        text += "; trial \(point.trial)."
        if !others.isEmpty { text += " Attempts that do not count: \(others)." }
        return text
    }

    private static func tell(_ point: ExplainedPoint, _ page: inout TextPage) {
        page.blank()
        page.paragraph("\(point.label)  [\(point.point)]", hanging: 4)
        page.paragraph(state(point), indent: 2)
        ledger(point, &page)
        if point.causes.isEmpty, let lost = point.lost {
            page.heading(lost > 0 ? "Why: no rule fits." : "No frame was lost.")
            if lost > 0 {
                page.paragraph(
                    "The terms above are all that is known. " + (point.episodes ?? ""), indent: 2)
            }
        }
        for said in point.causes { tell(said, "Why: \(said.cause).", &page) }
        beside(point, &page)
        for said in point.costs { tell(said, "CPU: \(said.cause).", &page) }
        for other in point.outlier {
            page.heading(
                "One trial lost far more: \(Words.percent(other.lossPercent ?? 0)), trial "
                    + "\(other.trial).")
            for said in other.causes { tell(said, "Why: \(said.cause).", &page) }
        }
    }

    private static func tell(
        _ said: ExplainedPoint.NamedCause, _ heading: String, _ page: inout TextPage
    ) {
        page.heading(heading)
        for sentence in said.evidence { page.paragraph("- \(sentence)", indent: 2, hanging: 4) }
        for sentence in said.advice { page.paragraph("> \(sentence)", indent: 2, hanging: 4) }
    }

    private static func ledger(_ point: ExplainedPoint, _ page: inout TextPage) {
        guard let offered = point.offeredFrames, let captured = point.capturedFrames else { return }
        page.heading("Where the frames went")
        let lines =
            [("offered", offered, ""), ("captured", captured, "")]
            + point.terms.filter { $0.frames != 0 }.map { ($0.words, $0.frames, $0.column) }
        for (words, frames, column) in lines {
            let part = offered > 0 ? Words.percent(100 * Double(frames) / Double(offered)) : ""
            page.row([words, Words.count(frames), part, column])
        }
    }

    private static func terms(_ point: ExplainedPoint) -> String {
        let known = point.terms.filter { $0.frames != 0 }
        return known.isEmpty
            ? "No term of the ledger has any."
            : known.map { "\($0.column) \(Words.count($0.frames))" }.joined(separator: ", ") + "."
    }

    private static func beside(_ point: ExplainedPoint, _ page: inout TextPage) {
        var axes: [String] = []
        for other in point.neighbours where !axes.contains(other.axis) { axes.append(other.axis) }
        guard !axes.isEmpty else { return }
        page.heading("What the neighbours show (loss, capture CPU busy)")
        for axis in axes {
            let own = point.neighbours.filter { $0.axis == axis }
            let title =
                axis == Neighbour.method
                ? "other methods, same traffic"
                : axis == Neighbour.ring ? "other ring sizes" : "other \(axis)"
            page.paragraph("\(title):", indent: 2)
            for other in own.prefix(12) {
                let busy = other.cpuBusyPercent.map(Words.percent) ?? "-"
                let loss = other.lossPercent.map(Words.percent) ?? "-"
                page.row([other.words, loss, busy, ""], indent: 4)
            }
            if own.count > 12 { page.paragraph("and \(own.count - 12) more", indent: 4) }
        }
    }

    private static func tell(_ open: [OpenVerdict], _ page: inout TextPage) {
        guard !open.isEmpty else { return }
        page.heading("Verdicts that are open")
        for verdict in open {
            page.paragraph(verdict.name, indent: 2, hanging: 4)
            page.paragraph("- \(verdict.why)", indent: 4, hanging: 6)
            page.paragraph("> \(verdict.advice)", indent: 4, hanging: 6)
        }
    }
}

extension TextPage {
    /// A word and two numbers, and a word after them.
    fileprivate mutating func row(_ cells: [String], indent: Int = 2) {
        let widths = width < 70 ? [10, 8] : [13, 9]
        let room = width - indent - 21 - widths[0] - widths[1]
        let first = WrappedText.shortened(PlainText.oneLine(cells[0]), to: room)
        let gap = room - first.count
        let numbers = zip(cells[1...2], widths).map { cell, width in
            String(repeating: " ", count: max(0, width - cell.count)) + cell
        }
        append(
            ([first + String(repeating: " ", count: gap)] + numbers + [cells[3]])
                .joined(separator: " "), at: indent)
    }
}
