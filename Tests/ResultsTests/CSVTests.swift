import Testing

@testable import Results

struct CSVTests {
    private func rows(_ text: String) throws -> [[String]] {
        let source = CSVSource(Array(text.utf8), file: "t")
        var reader = CSVReader(source)
        var row = CSVRow()
        var rows: [[String]] = []
        while try reader.next(into: &row) {
            rows.append(row.cells.map { CellText($0, of: source).text })
        }
        return rows
    }

    /// RFC 4180 section 2, and what Unix and Windows make of it.
    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("\"a\",\"b\"\n", [["a", "b"]]),
        ("\"a,b\",c\n", [["a,b", "c"]]),
        ("\"a\nb\",c\n", [["a\nb", "c"]]),
        ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
        ("\"say \"\"hi\"\"\",c\n", [["say \"hi\"", "c"]]),
        ("\"\"\"\"\n", [["\""]]),
        ("\"\",\n", [["", ""]]),
        (",\r\n", [["", ""]]),
        ("a,\n,b\n", [["a", ""], ["", "b"]]),
        (" a , b \n", [[" a ", " b "]]),
        ("a\n\n\r\nb\n", [["a"], ["b"]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]),
        ("Ω,“x”\n", [["Ω", "“x”"]]),
        ("", []),
    ])
    func textIsReadAsTheStandardSays(text: String, expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test(arguments: [
        ("a\nb\"c\n", "t:2: a quote inside a cell that does not begin with one"),
        ("a\n\"b\"c\n", "t:2: text after a closing quote; a quote within a cell is written twice"),
        ("a\n\"b\nc\nd\n", "t:2: a quote is opened and never closed"),
    ])
    func aMisplacedQuoteIsNamedWithItsLine(text: String, message: String) {
        #expect { try rows(text) } throws: { "\($0)" == message }
    }

    @Test(arguments: ["plain", "a,b", "a\"b", "a\nb", "a\r\nb", "\"", "", " ", "Ω", ";"])
    func everyTextSurvives(text: String) throws {
        var writer = CSVWriter()
        writer.row([text, "end"])
        #expect(try rows(writer.text) == [[text, "end"]])
    }

    @Test(arguments: [
        (0.0, "0"), (153_940, "153940"), (0.1, "0.1"), (-2.5, "-2.5"), (1e-5, "0.00001"),
        (1.25e-7, "0.000000125"), (-3e-9, "-0.000000003"), (1e20, "100000000000000000000"),
        (1.844_674_407_370_955_2e19, "18446744073709552000"), (1.0 / 3, "0.3333333333333333"),
    ])
    func decimalsAreExactAndHaveNoExponent(number: Double, text: String) {
        #expect(DecimalText.text(number) == text)
        #expect(Double(text) == number)
    }

    @Test func whatIsNoNumberIsNotMeasured() {
        #expect(DecimalText.text(.nan) == nil)
        #expect(DecimalText.text(.infinity) == nil)
    }

    @Test(
        arguments: [
            ("0", 0.0), ("12.5", 12.5), ("-0.031", -0.031), ("153940", 153_940), ("1e5", 1e5),
            ("0.3333333333333333", 1.0 / 3), ("1.5E+02", 150),
            ("123456789012345680", 123_456_789_012_345_680),
        ] as [(String, Double)])
    func decimalsAreReadExactly(text: String, number: Double) {
        let source = CSVSource(Array(text.utf8), file: "t")
        let cell = CellText(
            CSVRow.CSVCell(start: 0, end: text.utf8.count, isQuoted: false), of: source)
        #expect(cell.decimal == number)
    }

    @Test func randomDecimalsSurvive() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let number = Double(bitPattern: random.next())
            guard let text = DecimalText.text(number) else { continue }
            let source = CSVSource(Array(text.utf8), file: "t")
            let cell = CSVRow.CSVCell(start: 0, end: text.utf8.count, isQuoted: false)
            #expect(CellText(cell, of: source).decimal == number, "\(number)")
        }
    }

    @Test func decimalsOfAnyLengthAreRoundedOnce() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let length = Int.random(in: 1...21, using: &random)
            var text = (0..<length).map { _ in "\(Int.random(in: 0...9, using: &random))" }
            text.insert(".", at: Int.random(in: 1...length, using: &random))
            if text.last == "." { text.removeLast() }
            let joined = (Bool.random(using: &random) ? "-" : "") + text.joined()
            let source = CSVSource(Array(joined.utf8), file: "t")
            let cell = CSVRow.CSVCell(start: 0, end: joined.utf8.count, isQuoted: false)
            #expect(CellText(cell, of: source).decimal == Double(joined), "\(joined)")
        }
    }

    @Test func halfwayBetweenTwoNumbersIsTheEvenOne() {
        // 2^53 + 1 and 2^53 + 3 lie between two numbers each.
        #expect(DecimalQuotient.value(9_007_199_254_740_993, places: 0) == 9_007_199_254_740_992)
        #expect(DecimalQuotient.value(9_007_199_254_740_995, places: 0) == 9_007_199_254_740_996)
        #expect(DecimalQuotient.value(9_007_199_254_740_993_1, places: 1) == 9_007_199_254_740_994)
        #expect(DecimalQuotient.value(.max, places: 18) == 18.446744073709551615)
    }

    @Test(
        arguments: [
            ("0", 0), ("-7", -7), ("9007199254740992", 1 << 53), ("-9007199254740992", -(1 << 53)),
            ("9007199254740993", nil), ("9223372036854775807", nil), ("9223372036854775808", nil),
            ("1,000", nil), ("+1", nil), ("-", nil), ("", nil),
            ("1 ", nil),
        ] as [(String, Int?)])
    func wholeNumbersAreDigits(text: String, number: Int?) {
        let source = CSVSource(Array(text.utf8), file: "t")
        let cell = CSVRow.CSVCell(start: 0, end: text.utf8.count, isQuoted: false)
        #expect(CellText(cell, of: source).integer == number)
    }
}
