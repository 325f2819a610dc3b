import Plotting
import Testing

struct GnuplotTextTests {
    @Test(arguments: [
        ("plain", "'plain'"),
        ("PACKET_MMAP", #"'PACKET\_MMAP'"#),
        ("a^b {c} @d &e ~f", #"'a\^b \{c\} \@d \&e \~f'"#),
        ("it's", "'it''s'"),
        (#"back\slash"#, #"'back\\slash'"#),
        ("line\nbreak", "'line break'"),
        ("100% Ω", "'100% Ω'"),
    ])
    func nothingInALabelActs(text: String, quoted: String) {
        #expect(GnuplotText.quoted(text) == quoted)
    }

    @Test func percentIsDoubledWhereItBeginsAFormat() {
        #expect(GnuplotText.tick("load 100%, %s") == "'load 100%%, %%s'")
    }

    @Test(arguments: [(0.5, "0.5"), (2048, "2048"), (1.0 / 3, "0.3333"), (-0.02, "-0.02")])
    func numbersHaveAPointAndNoExponent(value: Double, text: String) {
        #expect(GnuplotText.number(value) == text)
    }

    @Test func longTextsBreakAtSpaces() {
        #expect(GnuplotText.wrapped("aa bb cc dd", width: 5) == ["aa bb", "cc dd"])
        #expect(GnuplotText.wrapped("", width: 5) == [])
        #expect(GnuplotText.wrapped("longer than", width: 3) == ["longer", "than"])
    }
}
