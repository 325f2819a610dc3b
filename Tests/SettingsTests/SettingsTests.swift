import Settings
import Testing

@Suite struct SettingsTests {
    private func read(_ words: String...) throws -> Settings {
        try Settings(words: words, for: "recv", specs: SettingSpecTests.specs)
    }

    @Test func wordsGoOnTopOfDefaults() throws {
        #expect(try read()["count"] == .integer(4))
        #expect(try read("count=5")["count"] == .integer(5))
        #expect(try read("count=5", "count=6")["count"] == .integer(6))
        #expect(try read().names == ["count"])
    }

    @Test func valuesComeOutAsTheirType() throws {
        let settings = try read(
            "size=64KiB", "depth=2 frames", "wait=1s", "mode=busy", "direct=true")
        #expect(settings["size"] == .bytes(65_536))
        #expect(settings["depth"] == .frames(2))
        #expect(settings["wait"] == .nanoseconds(1_000_000_000))
        #expect(settings["mode"] == .text("busy"))
        #expect(settings["direct"] == .flag(true))
        #expect(settings["nothing"] == nil)
    }

    @Test func wordsAreSortedAndReadBack() throws {
        let settings = try read("size=64KiB", "filter=a=b", "depth=2 frames")
        #expect(settings.words == ["count=4", "depth=2 frames", "filter=a=b", "size=65536"])
        let again = try Settings(words: settings.words, for: "recv", specs: SettingSpecTests.specs)
        #expect(again == settings)
    }

    @Test(arguments: [
        ("count", "count: write it as name=value"),
        (
            "cuont=1",
            "cuont: recv has no such option; it has: count, size, depth, wait, mode, direct, filter, "
                + "ring, stall"
        ),
        ("count=x", "count: “x” is not a whole number from 1 to 16"),
    ])
    func wrongWordsAreErrors(_ word: String, _ said: String) throws {
        let error = try #require(throws: SettingError.self) { try read(word) }
        #expect(error.description == said)
    }
}
