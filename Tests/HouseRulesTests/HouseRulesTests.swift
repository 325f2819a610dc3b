import Comparing
import Experiment
import Explaining
import Foundation
import Results
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
        "Frames/", "Settings/", "Experiment/", "Statistics/", "Results/", "Comparing/",
        "Explaining/", "Plotting/", "Searching/", "Reporting/", "Packets/", "Auditing/",
    ]

    @Test func sourcesAreFound() {
        #expect(Self.sources().count > 100)
    }

    @Test func onlyKernelMakesSystemCalls() {
        // Appending with fsync is what a results file is. Capture needs errno names, memory, and
        // `usleep` of the backend that has no kernel behind it.
        let allowed = [
            "Kernel/", "Results/Files/AppendedFile.swift", "Results/Files/ReadFile.swift",
            "Capture/",
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
                // The C library's semaphore is made for threads, and a row that is shared is copied
                // before it is changed; the compiler cannot know.
                let exempt = ["Kernel/Threads.swift", "Results/TrialRecord.swift"]
                if word == "@unchecked Sendable" && exempt.contains(path) { continue }
                #expect(!text.contains(word), "\(path) has \(word)")
            }
        }
    }

    @Test func aTypeHasANameOfItsOwn() {
        let declaration =
            #/^ *(?:[a-z@]\S* )*(?:struct|enum|class|actor|protocol|typealias) (?<name>[A-Z]\w*)/#
        var places: [Substring: [String]] = [:]
        for (path, text) in Self.sources() {
            for line in text.split(separator: "\n") {
                guard let name = line.prefixMatch(of: declaration)?.name else { continue }
                places[name, default: []].append(path)
            }
        }
        #expect(places.count > 300)
        // The compiler asks for that name.
        places["CodingKeys"] = nil
        for (name, paths) in places where paths.count > 1 {
            #expect(Bool(false), "\(name) is declared in \(paths.joined(separator: ", "))")
        }
    }

    @Test func filesAreShort() {
        for (path, text) in Self.sources() {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 450, "\(path) has \(lines) lines")
        }
    }

    @Test func theReferenceIsWhatTheProgramPrints() throws {
        let text = try String(
            contentsOf: Self.root.appending(path: "docs/reference.md"), encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- reference -->\n"))
        let end = try #require(text.range(of: "<!-- end of reference -->"))
        #expect(
            String(text[begin.upperBound..<end.lowerBound]) == Reference.text,
            "put the output of “./bench reference” between the markers")
    }

    /// Documents for people, with their paths from the root.
    private static func documents() throws -> [(path: String, text: String)] {
        let manager = FileManager.default
        let inside = manager.enumerator(atPath: root.appending(path: "docs").path)?
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        return try (["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] + (inside ?? []).sorted()).map
        {
            ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8))
        }
    }

    /// The anchor that GitHub gives a heading.
    private static func anchor(_ heading: Substring) -> String {
        heading.drop { $0 == "#" || $0 == " " }.lowercased().compactMap { letter in
            letter == " "
                ? "-"
                : letter.isLetter || letter.isNumber || "-_".contains(letter)
                    ? String(letter) : nil
        }.joined()
    }

    @Test func linksLeadSomewhere() throws {
        let documents = try Self.documents()
        #expect(documents.count > 15)
        let anchors = Dictionary(
            uniqueKeysWithValues: documents.map { document in
                let headings = document.text.split(separator: "\n").filter { $0.hasPrefix("#") }
                return (document.path, Set(headings.map(Self.anchor)))
            })
        for (path, text) in documents {
            for match in text.matches(of: /\[[^\]]*\]\(([^)\s]+)\)/) {
                let parts = match.output.1.split(
                    separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                if match.output.1.contains("://") { continue }
                let folder = URL(filePath: "/" + path).deletingLastPathComponent()
                let target =
                    parts[0].isEmpty
                    ? path
                    : String(folder.appending(path: String(parts[0])).standardized.path.dropFirst())
                let file = Self.root.appending(path: target).path
                #expect(FileManager.default.fileExists(atPath: file), "\(path): \(match.output.1)")
                if parts.count > 1 {
                    let isThere = anchors[target]?.contains(String(parts[1])) == true
                    #expect(isThere, "\(path): \(match.output.1)")
                }
            }
        }
    }

    @Test func everyExperimentIsInTheTable() throws {
        let folder = Self.root.appending(path: "experiments").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".toml") }
        #expect(files.count > 15)
        let table = try String(
            contentsOf: Self.root.appending(path: "docs/experiment-files.md"), encoding: .utf8)
        let missing = files.filter { !table.contains("](../experiments/\($0)) |") }
        #expect(missing == [])
    }

    @Test func theReadmeIsShort() throws {
        let readme = try Self.documents()[0].text
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 151)
    }

    @Test func everyReasonAndEveryFlagIsExplained() throws {
        let text = try #require(
            try Self.documents().first { $0.path == "docs/troubleshooting.md" }?.text)
        for word in InvalidReason.allCases.map(\.rawValue) + TrialFlag.allCases.map(\.rawValue) {
            #expect(text.contains("| `\(word)` |"), "\(word)")
        }
        // A line says so if a trial with that reason is tried again.
        for reason in InvalidReason.allCases {
            let line = try #require(
                text.split(separator: "\n").first { $0.hasPrefix("| `\(reason.rawValue)` |") })
            #expect(line.contains("(*transient*)") == reason.isTransient, "\(reason)")
        }
    }

    @Test(arguments: [
        ("docs/concepts.md", Outcome.allCases.map(\.rawValue)),
        ("docs/explain.md", Rule.all.map(\.name)),
        ("docs/statistics.md", ComparedMetric.all.map(\.name)),
    ])
    func documentsNameAllThereIs(path: String, names: [String]) throws {
        let text = try #require(try Self.documents().first { $0.path == path }?.text)
        #expect(!names.isEmpty)
        for name in names { #expect(text.contains("`\(name)`"), "\(path) does not have \(name)") }
    }
}
