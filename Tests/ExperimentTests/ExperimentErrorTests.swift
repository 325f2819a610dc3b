import Experiment
import Testing

/// A file with one thing wrong, and exactly what is said of it.
struct Wrong: Sendable, CustomTestStringConvertible {
    let text: String
    let said: String

    /// The lines of the least file that decodes, after these.
    static func experiment(_ lines: String, _ said: String) -> Wrong {
        Wrong(text: "[experiment]\n\(lines)\n" + Stub.least, said: said)
    }

    /// Lines of `[traffic]` before a good series.
    static func traffic(_ lines: String, _ said: String) -> Wrong {
        Wrong(text: "[traffic]\n\(lines)\n[[series]]\nbackend = \"recv\"\n", said: said)
    }

    /// Lines of a second `[[series]]`, the first of which is line 6.
    static func series(_ lines: String, _ said: String) -> Wrong {
        Wrong(text: Stub.least + "[[series]]\n\(lines)\n", said: said)
    }

    /// Lines of a `[[plot]]`, the first of which is line 6.
    static func plot(_ lines: String, _ said: String) -> Wrong {
        Wrong(text: Stub.least + "[[plot]]\n\(lines)\n", said: said)
    }

    /// Lines after series that can be compared, the first of which is line 19.
    static func compare(_ lines: String, _ said: String) -> Wrong {
        Wrong(text: Stub.compared + lines + "\n", said: said)
    }

    /// Lines of a `[[contrast]]`, the first of which is line 20.
    static func contrast(_ lines: String, _ said: String) -> Wrong {
        compare("[[contrast]]\n" + lines, said)
    }

    /// Lines of a `[[hypothesis]]` after its claim, the first of which is line 21.
    static func hypothesis(_ lines: String, _ said: String) -> Wrong {
        compare("[[hypothesis]]\nclaim = \"it is so\"\n" + lines, said)
    }

    /// The same with another line in what is said.
    func onLine(_ line: Int) -> Wrong {
        let rest = said.drop { $0 != ":" }.dropFirst().drop { $0 != ":" }
        return Wrong(text: text, said: "x.toml:\(line)\(rest)")
    }

    var testDescription: String { said }
}

@Suite struct ExperimentErrorTests {
    @Test(
        arguments: Wrong.files + Wrong.experiments + Wrong.traffics + Wrong.shapes
            + Wrong.formats + Wrong.plots + Wrong.others + Wrong.comparisons + Wrong.contrasts
            + Wrong.hypotheses + Wrong.conditions)
    func wrongFilesAreToldByLineKeyAndWhatIsAllowed(_ wrong: Wrong) {
        #expect(Stub.errors(wrong.text) == wrong.said)
    }

    @Test func leastFileHasNothingWrong() {
        #expect(Stub.errors(Stub.least) == "")
        #expect(Stub.errors(Stub.compared) == "")
    }

    @Test func errorsComeInTheOrderOfTheLines() {
        let text = """
            [traffic]
            rate = "fast"
            [[series]]
            backend = "rcv"
            [experiment]
            retries = -1
            """
        let places = Stub.errors(text).split(separator: "\n").map { $0.prefix(9) }
        #expect(places == ["x.toml:2:", "x.toml:4:", "x.toml:6:"])
    }

    @Test func atMostTenErrorsAreTold() throws {
        let text = (1...25).map { "wrong\($0) = 1\n" }.joined() + Stub.least
        let error = #expect(throws: ExperimentErrors.self) { try Stub.decode(text) }
        #expect(error?.errors.count == 10)
        #expect(error?.omitted == 15)
        #expect(error?.description.hasSuffix("\nand 15 more") == true)
    }

    @Test func linesAreRightWithCarriageReturns() {
        let text = (Stub.least + "[[series]]\nlabel = \"b\"\nbackend = \"recv\"\nfoo = 1\n")
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        #expect(Stub.errors(text).hasPrefix("x.toml:8: series[1].foo: unknown key"))
    }
}
