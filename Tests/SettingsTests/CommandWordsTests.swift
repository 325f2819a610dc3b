import Settings
import Testing

@Suite struct CommandWordsTests {
    @Test(arguments: [
        ("tcpdump -i eth0", ["tcpdump", "-i", "eth0"]),
        ("  a \t b\nc ", ["a", "b", "c"]),
        (#"a 'b c' "d e""#, ["a", "b c", "d e"]),
        (#"a ''"#, ["a", ""]),
        (#"a"b c"d'e f'"#, ["ab cde f"]),
        (#"a\ b \" \\ "#, ["a b", "\"", "\\"]),
        (#""a \" \\ \n \$" '\n "$|'"#, ["a \" \\ \\n $", "\\n \"$|"]),
        ("tcpdump 'tcp[13] & 2 != 0'", ["tcpdump", "tcp[13] & 2 != 0"]),
        ("é '…'", ["é", "…"]),
    ])
    func wordsAreThoseOfAShell(_ text: String, _ words: [String]) throws {
        #expect(try CommandWords.split(text, for: "command") == words)
        #expect(try CommandWords.split(CommandWords.joined(words), for: "command") == words)
    }

    @Test func plainWordsNeedNoQuotes() {
        #expect(
            CommandWords.joined(["a", "results/my run", "it's"]) == #"a 'results/my run' 'it'\''s'"#
        )
    }

    @Test(arguments: [
        ("", "is empty"), ("  ", "is empty"), ("a 'b", "is not closed"), ("a \"b", "is not closed"),
        ("a \\", "backslash"), ("a > /dev/null", "“>” is for a shell"),
        ("a | b", "“|” is for a shell"), ("$HOME/a", "“$” is for a shell"),
        ("\"$HOME\"", "“$” is for a shell"), ("a `b`", "“`” is for a shell"),
        ("(a)", "“(” is for a shell"), ("a & ", "“&” is for a shell"),
    ])
    func whatOnlyAShellCouldDoIsRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: SettingError.self) {
            try CommandWords.split(text, for: "--base")
        }
        #expect(error?.description.hasPrefix("--base: ") == true)
        #expect(error?.description.contains(reason) == true)
    }
}
