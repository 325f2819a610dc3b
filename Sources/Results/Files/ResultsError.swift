/// Results that cannot be read or written: which file, where, and what is wrong.
///
/// Reads as `trials.csv:17: loss_percent: “x” is not a number` would.
package struct ResultsError: Error, Hashable, CustomStringConvertible {
    package let file: String
    /// Counted from 1; `nil` where the whole file is meant.
    package let line: Int?
    /// A whole clause, ending with what is allowed or what to do.
    package let problem: String

    package init(file: String, line: Int? = nil, problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(problem)"
    }
}
