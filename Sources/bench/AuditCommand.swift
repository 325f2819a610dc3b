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
            Reads pcap and pcapng in one pass; “-” is standard input. Says for each direction of \
            each TCP conversation which bytes are missing, and whether they are known to have \
            arrived; and for frames that “bench generate” sent, which are missing. Example:

              tcpdump -i eth1 -s 96 -w eth1.pcap tcp
              bench audit eth1.pcap
            """
    )

    @Argument(help: "Captures: pcap or pcapng, or - for standard input.")
    var files: [String]

    @Flag(help: "The files are parts of one capture, in this order.")
    var joined = false

    @Flag(name: .customLong("all"), help: "List flows that miss nothing, too.")
    var listsAll = false

    @Option(parsing: .unconditional, help: "How many flows, and missing places of each, to list.")
    var limit = 20

    @Flag(help: "Exit with status 2 if anything is missing, or a file is cut off.")
    var strict = false

    @Flag(help: "Print JSON: an array with an object for each capture.")
    var json = false

    func run() throws {
        guard limit > 0 else { throw fail("--limit: at least 1", ExitStatus.usage) }
        guard files.count(where: { $0 == "-" }) <= 1 else {
            throw fail("-: standard input can be read once only", ExitStatus.usage)
        }
        let audits = try joined ? [audit(files[...])] : files.map { try audit([$0]) }
        try output(json ? jsonText(audits) : text(audits))
        if audits.contains(where: \.isDamaged) { throw ExitStatus.failure }
        if strict, audits.contains(where: { !$0.report.isComplete || $0.end != nil }) {
            throw ExitStatus.regression
        }
    }

    /// One capture that was read to its end, or as far as it could be.
    private struct Audit {
        let title: String
        let report: AuditReport
        let end: String?
        let isDamaged: Bool
    }

    private func audit(_ paths: ArraySlice<String>) throws -> Audit {
        var audit: CaptureAudit?
        var ends: [String] = []
        var isDamaged = false
        for path in paths {
            let file = try open(path)
            let found = try linkType(of: file, path)
            // Taken out: what it has gathered is not copied for the next file.
            var current = audit.take() ?? CaptureAudit(link: found)
            guard current.link == found else {
                throw fail("\(path): is of another link type than the first", ExitStatus.usage)
            }
            file.audit(into: &current)
            audit = current
            let name = paths.count > 1 ? "\(path): " : ""
            switch file.end {
            case .cut(let reason): ends.append(name + "is cut off (\(reason))")
            case .damaged(let reason):
                isDamaged = true
                ends.append(name + "is damaged (\(reason))")
            case .whole, nil: break
            }
        }
        guard let audit else { throw fail("no file", ExitStatus.usage) }
        return Audit(
            title: paths.joined(separator: " + "), report: audit.report(),
            end: ends.isEmpty ? nil : ends.joined(separator: "; "), isDamaged: isDamaged)
    }

    private func open(_ path: String) throws -> CaptureFile {
        if let problem = CaptureFile.problem(path) {
            throw fail("\(path): \(problem)", ExitStatus.usage)
        }
        do {
            return try CaptureFile(path)
        } catch {
            throw fail("\(path): \(error)", ExitStatus.usage)
        }
    }

    private func linkType(of file: CaptureFile, _ path: String) throws -> LinkType {
        guard let link = LinkType(number: file.linkNumber) else {
            throw fail(
                "\(path): its link type is \(file.linkName); allowed: \(LinkType.names)",
                ExitStatus.usage)
        }
        return link
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
