import FoundationEssentials
import Frames

/// JSON for machines: keys in snake case, and sorted, so that two outputs can be compared.
package enum JSONText {
    /// Ends with a line break; throws for numbers that JSON has no text for.
    package static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        return PlainText.escaped(json: text) + "\n"
    }
}
