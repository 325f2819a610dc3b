import Frames
import Settings

/// A value that a key does not allow.
struct Problem: Error {
    /// Where within the value: `.uniform[1]`, or empty.
    var subpath = ""
    let message: String
}

/// What a key may hold: how it is described, and how it is read.
struct ValueKind<Value: Sendable>: Sendable {
    /// For messages and tables, after the words “is not”.
    let allowed: @Sendable (Vocabulary) -> String
    let read: @Sendable (FileValue, Vocabulary) throws(Problem) -> Value

    /// A kind whose values are read by a function that gives `nil` for what is not allowed.
    init(_ allowed: String, _ read: @escaping @Sendable (FileValue) -> Value?) {
        self.init(allowed: { _ in allowed }) { (value, _) throws(Problem) in
            guard let result = read(value) else {
                throw Problem(message: "\(value.described) is not \(allowed)")
            }
            return result
        }
    }

    init(
        allowed: @escaping @Sendable (Vocabulary) -> String,
        read: @escaping @Sendable (FileValue, Vocabulary) throws(Problem) -> Value
    ) {
        self.allowed = allowed
        self.read = read
    }
}

extension ValueKind where Value == Int {
    /// A whole number in this range.
    static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        ValueKind("a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
            value.integer.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueKind where Value == UInt64 {
    /// A seed of the random number generator.
    static var seed: ValueKind {
        ValueKind("a whole number of at least 0") { value in
            value.integer.flatMap(UInt64.init(exactly:))
        }
    }
}

extension ValueKind where Value == Int64 {
    /// A duration, in nanoseconds; the two texts are the ends of the range.
    static func duration(from least: String, to most: String) -> ValueKind {
        ValueKind("a duration such as “20s” or “500ms”, from \(least) to \(most)") { value in
            guard let nanoseconds = nanoseconds(value.text), let least = Self.nanoseconds(least),
                let most = Self.nanoseconds(most)
            else { return nil }
            return nanoseconds >= least && nanoseconds <= most ? nanoseconds : nil
        }
    }

    private static func nanoseconds(_ text: String?) -> Int64? {
        text.flatMap { try? Quantity.nanoseconds($0) }
    }
}

extension ValueKind where Value == Crop {
    static var crop: ValueKind {
        ValueKind("a crop such as “middle 3”, or “all”") { value in
            value.text.flatMap(Crop.init(text:))
        }
    }
}

extension ValueKind where Value == Load {
    /// A frame rate, a bit rate, bursts, or as much as possible.
    static var load: ValueKind {
        ValueKind { _ in
            Quantity.allowedLoads
        } read: { (value, _) throws(Problem) in
            guard let text = value.text else {
                throw Problem(message: "\(value.described) is not \(Quantity.allowedLoads)")
            }
            do throws(QuantityError) {
                return try Quantity.load(text)
            } catch {
                throw Problem(message: "\(value.described) is not \(error.allowed)\(error.because)")
            }
        }
    }
}

extension ValueKind where Value == Double {
    /// The bit rate of a link.
    static var bitRate: ValueKind {
        ValueKind("a bit rate above 0 such as “1Gbit/s” or “100Mbit/s”") { value in
            value.text.flatMap { try? Quantity.bitsPerSecond($0) }.flatMap { $0 > 0 ? $0 : nil }
        }
    }

    /// A share that may be nothing, but not all: 0.005 for `0.5%`.
    static var lossRatio: ValueKind {
        ValueKind("a percentage from 0% to below 100%, such as “0%” or “0.5%”") { value in
            value.text.flatMap { try? Quantity.fraction($0) }.flatMap {
                $0 >= 0 && $0 < 1 ? $0 : nil
            }
        }
    }

    /// A part of a link's rate, 1 for `100%`.
    static var share: ValueKind {
        ValueKind("a percentage above 0% and up to 100%, such as “100%” or “12.5%”") { value in
            value.text.flatMap { try? Quantity.fraction($0) }.flatMap {
                $0 > 0 && $0 <= 1 ? $0 : nil
            }
        }
    }
}

extension ValueKind where Value == String {
    /// A text of one line that is neither empty nor longer than 100 characters.
    static var line: ValueKind {
        ValueKind("a text of one line, of 1 to 100 characters that can be seen") { value in
            value.text.flatMap { text in
                let isBlank = text.allSatisfy(\.isWhitespace)
                return !isBlank && text.count <= 100
                    && !text.unicodeScalars.contains(where: PlainText.acts) ? text : nil
            }
        }
    }

    /// The name of an experiment, which becomes the name of a directory.
    static var name: ValueKind {
        ValueKind("a name of \(ExperimentName.allowed)") { value in
            value.text.flatMap { ExperimentName.isOne($0) ? $0 : nil }
        }
    }

    /// One of the words that the vocabulary has for this.
    static func word(
        _ noun: String, _ words: @escaping @Sendable (Vocabulary) -> [String]
    ) -> ValueKind {
        ValueKind { vocabulary in
            "one of \(words(vocabulary).joined(separator: ", "))"
        } read: { (value, vocabulary) throws(Problem) in
            let words = words(vocabulary)
            guard let text = value.text else {
                throw Problem(
                    message: "\(value.described) is not the name of a \(noun)"
                        + " (allowed: \(words.joined(separator: ", ")))")
            }
            guard words.contains(text) else {
                throw Problem(
                    message: "there is no \(noun) \(quoted(text))\(advice(for: text, among: words))"
                )
            }
            return text
        }
    }
}
