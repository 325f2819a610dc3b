import Frames

/// A number that a metric's effect or value is given by, with what it is a number of.
enum Amount: Sendable, Hashable {
    /// A share, 0.05 for `5%`.
    case share(Double)
    /// A difference of percentages, or a percentage: 0.1 for `0.1 points`.
    case points(Double)
    /// A number in the metric's own unit.
    case number(Double)

    /// The effect in this scale; `nil` if it is one of another scale.
    func effect(_ scale: ComparedMetric.EffectScale) -> Double? {
        switch (self, scale) {
        case (.share(let value), .ratio), (.points(let value), .points): value
        default: nil
        }
    }

    /// The metric's value in this scale; `nil` if it is one of another scale.
    func level(_ scale: ComparedMetric.EffectScale) -> Double? {
        switch (self, scale) {
        case (.number(let value), .ratio), (.points(let value), .points): value
        default: nil
        }
    }
}

extension ValueKind where Value == Amount {
    /// The smallest difference that matters.
    static var effect: ValueKind {
        ValueKind("an effect such as “5%” or “0.1 points”, above 0 and up to 100") { value in
            guard let text = value.text else { return nil }
            if let share = try? Quantity.fraction(text) {
                return share > 0 && share <= 1 ? .share(share) : nil
            }
            return points(text).flatMap { $0 > 0 && $0 <= 100 ? .points($0) : nil }
        }
    }

    /// A value of a metric.
    static var level: ValueKind {
        ValueKind("a number above 0 such as 2000, or of percentages “1 points”, from 0 to 100") {
            value in
            let number: Double? =
                switch value {
                case .integer(let number): Double(number)
                case .number(let number): number
                default: nil
                }
            if let number { return number > 0 && number < 1e18 ? .number(number) : nil }
            return value.text.flatMap(points).flatMap { $0 <= 100 ? .points($0) : nil }
        }
    }

    /// The number before `points` or `point`, at least 0; a space between is optional.
    private static func points(_ text: String) -> Double? {
        let digits = text.prefix { $0 == "." || ("0"..."9").contains($0) }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        return unit == "points" || unit == "point" ? Double(digits) : nil
    }
}

extension ValueKind where Value == Double {
    /// What the head may have of the base's value, 1 for `100%`.
    static var limit: ValueKind {
        ValueKind("a share of the base's value above 0% and up to 1000%, such as “90%” or “105%”") {
            value in
            value.text.flatMap { try? Quantity.fraction($0) }.flatMap {
                $0 > 0 && $0 <= 10 ? $0 : nil
            }
        }
    }
}

extension ValueKind where Value == Bool {
    static var flag: ValueKind {
        ValueKind("true or false") { value in
            guard case .flag(let flag) = value else { return nil }
            return flag
        }
    }
}

extension ValueKind where Value == String {
    /// The label of a series; whether one has it is checked later.
    static var label: ValueKind {
        ValueKind("the label of a series") { $0.text }
    }

    /// The key of an axis; whether it is one is checked later.
    static var axisKey: ValueKind {
        ValueKind("the key of an axis of the series, such as “ring_frames”") { $0.text }
    }
}

extension ValueKind where Value == Hypothesis.Expectation {
    static var direction: ValueKind {
        ValueKind("one of “less”, “more”") { $0.text.flatMap(Hypothesis.Expectation.init) }
    }
}

extension ValueKind where Value == PointCondition {
    /// A key, a relation and a value; whether there is such a key is checked later.
    static var condition: ValueKind {
        let relations = PointCondition.Relation.allCases.map(\.rawValue)
        return ValueKind(
            "a condition such as “frame_size = 64” (relations: \(relations.joined(separator: " ")))"
        ) { $0.text.flatMap(PointCondition.init(text:)) }
    }
}

extension PointCondition {
    private static let signs: Set<Character> = ["=", "!", "<", ">"]

    /// Reads `ring_frames > 8`, with blanks around the relation or not; `nil` if it is none.
    init?(text: String) {
        let key = text.prefix { !Self.signs.contains($0) }
        let sign = text.dropFirst(key.count).prefix { Self.signs.contains($0) }
        let value = text.dropFirst(key.count + sign.count)
        guard let relation = Relation(rawValue: String(sign)) else { return nil }
        self.init(
            key: Self.trimmed(key), relation: relation, text: Self.trimmed(value))
        if self.key.isEmpty || self.text.isEmpty { return nil }
    }

    private static func trimmed(_ text: Substring) -> String {
        let tail = text.drop { $0 == " " || $0 == "\t" }
        return String(tail.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// As the file may write it: `ring_frames > 8`.
    package var words: String { "\(key) \(relation.rawValue) \(text)" }
}
