/// gnuplot scripts of figures, made to say which row of which file each mark belongs to.
///
/// Only gnuplot knows where it puts a mark. So each clause that draws marks or bars gets a second
/// one, which puts an invisible hypertext on the same place (“help labels”); ``SVGCleaner`` finds
/// it in the SVG.
package enum HoverScript {
    /// The script with such clauses, and without the pass that writes PNG.
    package static func text(_ script: String) -> String {
        let files = files(in: script).enumerated().compactMap { index, name in
            variable(of: name, in: script).map { ($0, index) }
        }
        let places = Dictionary(files, uniquingKeysWith: { first, _ in first })
        var clause = 0
        let lines = statements(script).map { line -> String in
            let start = line.prefix { $0 == " " }
            guard line.dropFirst(start.count).hasPrefix("plot ") else { return line }
            let clauses = split(line.dropFirst(start.count + 5), at: ",").flatMap { text in
                clause += 1
                return [String(text.drop { $0 == " " })] + marks(text, places, clause)
            }
            return start + "plot " + clauses.joined(separator: ", \\\n    ")
        }
        return lines.joined(separator: "\n")
            .replacing("do for [pass = 1:2] {", with: "do for [pass = 1:1] {")
    }

    /// The data as the script must find them: with the number of each row in a last column.
    ///
    /// gnuplot's own count begins at 0 or at 1, by how the columns are named.
    package static func numbered(_ csv: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(csv.utf8.count * 5 / 4)
        for (index, line) in csv.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
            bytes.append(contentsOf: line)
            bytes.append(contentsOf: (index == 0 ? ",mark_row\n" : ",\(index - 1)\n").utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The CSV files that a script reads, in the order of their names: `summary = 'x.csv'`.
    static func files(in script: String) -> [String] {
        script.matches(of: /(?m)^[a-z]+ = '([^']+\.csv)'$/).map { String($0.output.1) }
    }

    private static func variable(of file: String, in script: String) -> String? {
        script.matches(of: /(?m)^([a-z]+) = '([^']+\.csv)'$/)
            .first { $0.output.2 == file }.map { String($0.output.1) }
    }

    /// Clauses that mark what this one draws; none if it draws neither points nor boxes.
    private static func marks(_ clause: String, _ files: [String: Int], _ number: Int) -> [String] {
        let pattern = /\s*(\w+) using (.+?) with (linespoints|points|fsteps|boxxyerror)\b.*/
            .dotMatchesNewlines()
        guard let match = clause.wholeMatch(of: pattern), let file = files[String(match.output.1)]
        else { return [] }
        let parts = split(match.output.2, at: ":")
        let mark = { (kind: String, x: String, y: String) in
            "\(match.output.1) using \(x):\(y):"
                + "(sprintf('\(file) %d \(kind) \(number)', int(column('mark_row')))) "
                + "with labels hypertext point pointtype 7 notitle"
        }
        if match.output.3 == "boxxyerror" {
            guard parts.count == 6 else { return [] }
            return [mark("low", parts[2], parts[4]), mark("high", parts[3], parts[5])]
        }
        return parts.count < 2 ? [] : [mark("point", parts[0], parts[1])]
    }

    /// Lines, those that end with a backslash joined with the next.
    private static func statements(_ script: String) -> [String] {
        var result: [String] = []
        var isOpen = false
        for line in script.split(separator: "\n", omittingEmptySubsequences: false) {
            let continues = line.hasSuffix("\\")
            let text = continues ? String(line.dropLast()) : String(line)
            if isOpen, var last = result.popLast() {
                last += text.drop { $0 == " " }
                result.append(last)
            } else {
                result.append(text)
            }
            isOpen = continues
        }
        return result
    }

    /// Parts between separators that stand in no brackets and no quotes.
    static func split(_ text: some StringProtocol, at separator: Character) -> [String] {
        var parts = [""]
        var depth = 0
        var quote: Character?
        for letter in text {
            if let open = quote {
                if letter == open { quote = nil }
            } else if letter == "'" || letter == "\"" {
                quote = letter
            } else if "([{".contains(letter) {
                depth += 1
            } else if ")]}".contains(letter) {
                depth -= 1
            } else if letter == separator, depth == 0 {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(letter)
        }
        return parts
    }
}
