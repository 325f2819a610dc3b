import ArgumentParser
import Auditing
import Capture
import Kernel
import Packets
import Results

/// `bench audit`: what a capture by anybody's tool lacks, told by sequence numbers.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Find what is missing in captures, by TCP sequence numbers or bench's stamps.",
        discussion: """
            Reads pcap and pcapng in one pass, also compressed (gzip, zstd, lz4, xz, bzip2) and \
            inside VLANs and tunnels; “-” is standard input. Reports for each direction of \
            each TCP conversation which bytes are missing, and whether they are known to have \
            arrived. For frames that “bench generate” sent, reports which are missing. Example:

              tcpdump -i eth1 -s 96 -w eth1.pcap tcp
              bench audit eth1.pcap
            """
    )

    @Argument(
        help: "Captures: pcap or pcapng, or - for standard input.", completion: .captures)
    var files: [String]

    @Flag(help: "The files are parts of one capture, in this order.")
    var joined = false

    @Flag(name: .customLong("all"), help: "Also list flows in which nothing is missing.")
    var listsAll = false

    @Option(parsing: .unconditional, help: "How many flows, and missing places of each, to list.")
    var limit = 20

    @Flag(
        help: """
            Exit with status 2 if anything is missing, or a file is cut off; with 3 if nothing was \
            judged, or bytes may be in packets that were skipped.
            """)
    var strict = false

    @Flag(help: "Print JSON: an array with an object for each capture.")
    var json = false

    func run() throws {
        guard limit > 0 else { throw fail("--limit: at least 1", ExitStatus.usage) }
        guard files.count(where: { $0 == "-" }) <= 1 else {
            throw fail("-: standard input can be read once only", ExitStatus.usage)
        }
        // What is wrong with one file hides nothing of the others.
        let results = (joined ? [files[...]] : files.map { [$0] }).map(audit)
        let audits = results.compactMap(\.audit)
        if !audits.isEmpty { try output(json ? jsonText(audits) : text(audits)) }
        let refusals = results.flatMap(\.refusals)
        for refusal in refusals { _ = fail(refusal, ExitStatus.usage) }
        if !refusals.isEmpty { throw ExitStatus.usage }
        if audits.contains(where: \.isDamaged) { throw ExitStatus.failure }
        guard strict else { return }
        if audits.contains(where: { !$0.report.isComplete || $0.end != nil }) {
            throw ExitStatus.regression
        }
        if audits.contains(where: { $0.report.isUncertain }) {
            throw ExitStatus.inconclusive
        }
    }

    /// One capture that was read to its end, or as far as it could be.
    private struct Audit {
        let title: String
        let report: AuditReport
        let end: String?
        let isDamaged: Bool
    }

    /// Audits files as one capture, as far as they can be read.
    ///
    /// - Returns: `nil` for the audit if not even the first could be read.
    private func audit(_ paths: ArraySlice<String>) -> (audit: Audit?, refusals: [String]) {
        var audit = CaptureAudit()
        var (ends, refusals, read): ([String], [String], [String]) = ([], [], [])
        var isDamaged = false
        for path in paths {
            let file: CaptureFile
            do throws(CaptureFileError) {
                file = try open(path)
            } catch {
                refusals.append("\(path): \(error)")
                continue
            }
            read.append(path)
            file.audit(into: &audit)
            let name = paths.count > 1 ? "\(path): " : ""
            switch file.end {
            case .cut(let reason): ends.append(name + "is cut off (\(reason))")
            case .damaged(let reason):
                isDamaged = true
                ends.append(name + "is damaged (\(reason))")
            case .whole, nil: break
            }
        }
        guard !read.isEmpty else { return (nil, refusals) }
        let found = Audit(
            title: read.joined(separator: " + "), report: audit.report(),
            end: ends.isEmpty ? nil : ends.joined(separator: "; "), isDamaged: isDamaged)
        return (found, refusals)
    }

    private func open(_ path: String) throws(CaptureFileError) -> CaptureFile {
        if let problem = CaptureFile.problem(path) { throw CaptureFileError(problem) }
        let file = try CaptureFile(path)
        // Interfaces of a pcapng file may differ: what is not known of them is skipped.
        if let interface = file.interface, !file.mayHaveMore,
            LinkType(number: interface.link) == nil
        {
            throw CaptureFileError(
                "its link type is \(CaptureFile.linkName(interface.link)); "
                    + "allowed: \(LinkType.names)")
        }
        return file
    }

    private func text(_ audits: [Audit]) -> String {
        let renderer = AuditText(limit: limit, listsAll: listsAll)
        return audits.map { renderer.text($0.report, title: $0.title, end: $0.end) }
            .joined(separator: "\n")
    }

    private func jsonText(_ audits: [Audit]) throws -> String {
        do {
            return try JSONText.text(
                audits.map { AuditJSON($0.report, file: $0.title, endedEarly: $0.end) })
        } catch {
            throw fail("\(error)", ExitStatus.failure)
        }
    }
}
