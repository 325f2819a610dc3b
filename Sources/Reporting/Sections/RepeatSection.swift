import FoundationEssentials
import Results
import Settings

/// What is needed to make the run again, and to compute with it.
enum RepeatSection {
    static func blocks(_ run: ReportedRun) -> [Block] {
        let manifest = run.manifest
        let stem = "\(manifest.experiment)-\(manifest.runID)"
        var blocks: [Block] = [
            .paragraph("The command, with the seed that gives the same order of trials:"),
            .code(Code(label: "Command", text: command(manifest))),
        ]
        if let text = run.experiment {
            blocks += [
                .details(
                    Details(
                        summary: "The experiment file", isOpen: false,
                        blocks: [.code(Code(label: "Experiment file", text: text))])),
                download("Download the experiment file", "\(stem).toml", "text/plain", text.utf8),
            ]
        }
        guard let csv = run.trialsCSV else {
            return blocks + [
                .paragraph("trials.csv is too large for this page. It is in \(run.path).")
            ]
        }
        return blocks + [
            download(
                "Download trials.csv (\(megabytes(csv.count)) MB, every column of every trial)",
                "\(stem)-trials.csv", "text/csv", csv)
        ]
    }

    static func command(_ manifest: Manifest) -> String {
        var words = manifest.commandLine
        let hasSeed = words.contains { $0 == "--seed" || $0.hasPrefix("--seed=") }
        if !hasSeed { words += ["--seed", "\(manifest.seed)"] }
        return CommandWords.joined(words)
    }

    static func download(
        _ label: String, _ name: String, _ kind: String, _ bytes: some Sequence<UInt8>
    ) -> Block {
        .download(
            Download(
                label: label, fileName: name, kind: "\(kind);charset=utf-8",
                base64: Data(bytes).base64EncodedString()))
    }

    private static func megabytes(_ bytes: Int) -> String {
        DecimalText.rounded(Double(bytes) / 1e6, places: 2)
    }
}
