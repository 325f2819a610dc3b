import Results

/// Explanations for machines.
package enum ExplainJSON {
    private struct Document: Encodable {
        let version = 1
        let run: String
        let points: [ExplainedPoint]
        let openVerdicts: [OpenVerdict]
    }

    /// `{"version", "run", "points": […], "open_verdicts": […]}`, keys as the properties' names.
    package static func text(
        _ run: ExplainedRun, _ points: [ExplainedPoint], open: [OpenVerdict]
    ) throws -> String {
        try JSONText.text(Document(run: run.name, points: points, openVerdicts: open))
    }
}
