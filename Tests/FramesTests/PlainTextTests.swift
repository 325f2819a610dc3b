import Testing

@testable import Frames

struct PlainTextTests {
    @Test(arguments: [
        "\u{1b}[31mred", "bell\u{7}", "\u{9b}2J", "back\u{8}", "\u{202e}gnp.exe",
        "\u{2066}x\u{2069}",
        "mark\u{200f}", "\u{61c}", "line\u{2028}end", "return\r",
    ])
    func `What acts on a terminal is not shown`(text: String) {
        let shown = PlainText.shown(text + " rest\n\tx")
        #expect(shown.hasSuffix(" rest\n\tx") && shown.contains("\u{FFFD}"))
        #expect(!shown.unicodeScalars.contains { PlainText.acts($0) && $0 != "\n" && $0 != "\t" })
        #expect(!PlainText.oneLine(text).unicodeScalars.contains(where: PlainText.acts))
    }

    @Test(arguments: ["", "plain\n\ttext", "µs – “é” 東京 👩‍👩‍👧 العربية"])
    func `Everything else stays`(text: String) {
        #expect(PlainText.shown(text) == text)
        #expect(PlainText.escaped(json: text) == text)
    }

    @Test func `JSON says the same in other words`() {
        #expect(
            PlainText.escaped(json: "{\n\"a\": \"\u{202e}\u{7f}\"\n}")
                == "{\n\"a\": \"\\u202e\\u007f\"\n}")
    }
}
