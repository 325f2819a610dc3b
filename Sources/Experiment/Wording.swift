import Frames

/// The longest piece of a file that a message repeats, in characters.
private let longestQuote = 60

/// The text with U+FFFD for characters that act on a terminal, and cut to a line's length.
func printable(_ text: String) -> String {
    let head = text.unicodeScalars.prefix(longestQuote + 1)
    return PlainText.oneLine(String(head.prefix(longestQuote)), mark: "\u{FFFD}")
        + (head.count > longestQuote ? "…" : "")
}

/// The text in quotation marks, made printable.
func quoted(_ text: String) -> String {
    "“\(printable(text))”"
}

/// `; did you mean “x”?` if a word is near, and the allowed words.
func advice(for text: String, among words: [String]) -> String {
    let guess = nearest(to: text, among: words).map { "; did you mean \(quoted($0))?" } ?? ""
    return "\(guess) (allowed: \(words.isEmpty ? "none" : words.joined(separator: ", ")))"
}

/// The word with the fewest edits from `text`; `nil` if even that one is far off.
package func nearest(to text: String, among words: [String]) -> String? {
    guard !text.isEmpty, text.utf8.count <= longestQuote else { return nil }
    let lower = Array(text.lowercased().utf8)
    let distances = words.map { ($0, editDistance(lower, Array($0.lowercased().utf8))) }
    guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(1, max(lower.count, best.0.utf8.count) / 3) ? best.0 : nil
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
///
/// Source: optimal string alignment, Damerau, CACM 7(3), 1964.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var previous = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1]
        for j in right.indices {
            var cost = min(previous[j + 1] + 1, row[j] + 1)
            cost = min(cost, previous[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                cost = min(cost, before[j - 1] + 1)
            }
            row.append(cost)
        }
        (before, previous) = (previous, row)
    }
    return previous[right.count]
}
