import ArgumentParser
import Kernel
import Running

/// `bench reference`: what stands in docs/reference.md between its two markers.
struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference tables as Markdown: keys, options, columns.",
        shouldDisplay: false
    )

    func run() throws {
        try output(Reference.text)
    }
}
