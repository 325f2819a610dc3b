import Foundation
import Running
import Testing

/// What the compiler cannot enforce.
struct HouseRulesTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func sources() -> [(path: String, text: String)] {
        let folder = root.appending(path: "Sources")
        let all = FileManager.default.enumerator(atPath: folder.path)
        let names = all?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            let file = folder.appending(path: name)
            return (try? String(contentsOf: file, encoding: .utf8)).map { (name, $0) }
        }
    }

    /// Modules that touch no machine, and so may import no system call.
    private static let pure = [
        "Frames/", "Settings/", "Experiment/", "Statistics/", "Results/", "Comparing/", "Plotting/",
    ]

    @Test func sourcesAreFound() {
        #expect(Self.sources().count > 100)
    }

    @Test func onlyKernelMakesSystemCalls() {
        // Appending with fsync is what a results file is; `pow` and `erfc` are functions of
        // numbers; errno names and `usleep` of the backend that has no kernel behind it.
        let allowed = [
            "Kernel/", "Results/Files/AppendedFile.swift", "Statistics/", "Capture/",
        ]
        for (path, text) in Self.sources() where text.contains("import Glibc") {
            #expect(allowed.contains { path.hasPrefix($0) }, "\(path) imports Glibc")
        }
    }

    @Test func pureModulesImportNoMachine() {
        let machine = ["Kernel", "CLinux", "CPcap", "Capture", "Traffic", "Testbed", "Sampling"]
        for (path, text) in Self.sources() where Self.pure.contains(where: path.hasPrefix) {
            for module in machine {
                #expect(!text.contains("import \(module)\n"), "\(path) imports \(module)")
            }
        }
    }

    @Test func nobodyPrintsForcesOrLeavesWork() {
        for (path, text) in Self.sources() {
            for word in [" print(", "try!", "fatalError(", "TODO", "FIXME", "@unchecked Sendable"] {
                // The C library's semaphore is made for threads; the compiler cannot know.
                if word == "@unchecked Sendable" && path == "Kernel/Threads.swift" { continue }
                #expect(!text.contains(word), "\(path) has \(word)")
            }
        }
    }

    @Test func filesAreShort() {
        for (path, text) in Self.sources() {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 450, "\(path) has \(lines) lines")
        }
    }

    @Test func theReadmeHasTheReferenceTheProgramPrints() throws {
        let readme = try String(
            contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
        let begin = try #require(readme.range(of: "<!-- reference -->\n"))
        let end = try #require(readme.range(of: "<!-- end of reference -->"))
        #expect(
            String(readme[begin.upperBound..<end.lowerBound]) == Reference.text,
            "put the output of “./bench reference” between the markers")
    }
}
