import ArgumentParser
import Capture
import Frames
import Kernel
import Settings

/// `bench sniff`: packets where the kernel put them.
struct SniffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sniff",
        abstract: "Show packets in the ring where the kernel put them, with their addresses.",
        discussion: """
            Prints two lines for each frame that the interface receives or sends: number and total \
            wanted, address, start of its slot or block, bytes it occupies there, offset in the \
            mapping, slot or block, CPU; then what it is. Each CPU has a ring of its own. Ends with \
            Ctrl-C. Example:

              bench sniff -i eth1 --filter "tcp port 80" --count 10
            """
    )

    @Option(
        name: [.short, .customLong("interface")], help: "The interface to look at.",
        completion: .interfaces)
    var interface: String

    @Option(
        help: "The kind of ring: tpacket-v2 or tpacket-v3.",
        completion: .list(["tpacket-v2", "tpacket-v3"]))
    var backend = "tpacket-v3"

    @Option(name: .customShort("o"), help: "An option of the backend, name=value; may be repeated.")
    var options: [String] = []

    @Option(help: "Only frames that this pcap-filter(7) expression selects.")
    var filter: String?

    @Option(parsing: .unconditional, help: "Stop after this many frames.")
    var count: Int?

    @Option(
        name: [.customShort("w"), .customLong("write")],
        help: "Write a pcap file; - is standard output.", completion: .file())
    var file: String?

    @Flag(help: "Print an object of JSON for each frame, one a line.")
    var json = false

    @Flag(
        help: """
            Fill memory with the byte ab before the kernel gets it back, and count frames that \
            still begin with it.
            """)
    var poison = false

    func run() throws {
        if let count, count < 1 { throw fail("--count: at least 1", ExitStatus.usage) }
        if json, file != nil {
            throw fail("--json and --write: one of them", ExitStatus.usage)
        }
        let (backend, request) = try resolve()
        do {
            try SniffRun(
                backend: backend, request: request, count: count, file: file, json: json,
                poisons: poison
            ).run()
        } catch let error as CaptureError {
            throw fail("\(error)", error.exitStatus)
        } catch let error as CaptureFileError {
            throw fail("\(file ?? ""): \(error)", ExitStatus.failure)
        } catch let error as SystemError {
            throw fail("\(error)", ExitStatus.failure)
        }
    }

    private func resolve() throws -> (Backend, CaptureRequest) {
        guard let found = Sniffer.backends.first(where: { $0.name == backend }) else {
            let names = Sniffer.backends.map(\.name).joined(separator: ", ")
            throw fail("--backend: “\(backend)” is none of: \(names)", ExitStatus.usage)
        }
        let words = found.wholeFrames + options + (filter.map { ["filter=\($0)"] } ?? [])
        do {
            let settings = try Settings(
                words: words, for: "backend \(backend)", specs: found.component.settings)
            if let problem = found.component.problem(settings, .fixed(FrameSize(1518))) {
                throw problem
            }
            return (found, CaptureRequest(interface: interface, settings: settings))
        } catch let error as SettingError {
            throw fail("\(error)", ExitStatus.usage)
        }
    }
}
