import Frames

extension SettingSpec {
    /// Reads a value as written after `-o name=` or in quotes in an experiment file.
    package func value(from text: String) throws(SettingError) -> SettingValue {
        // In a table of results the text is one cell of one line.
        if case .text = kind, text.contains(where: \.isNewline) {
            throw SettingError(name: name, problem: "a line break in a text is not allowed")
        }
        do throws(QuantityError) {
            switch kind {
            case .integer(let range):
                guard let number = Int(text) else { throw wrong(text) }
                return .integer(try check(number, in: range, text))
            case .byteCount(let range):
                return .bytes(try check(try Quantity.bytes(text), in: range, text))
            case .bytesOrFrames(let range):
                return try bytesOrFrames(text, range)
            case .duration(let range):
                return .nanoseconds(try check(try Quantity.nanoseconds(text), in: range, text))
            case .ringSize: return try ringSize(text)
            case .pause(let longest, let every): return try pause(text, longest, every)
            case .choice(let words):
                guard words.contains(text) else { throw wrong(text) }
                return .text(text)
            case .flag:
                guard let flag = Bool(text) else { throw wrong(text) }
                return .flag(flag)
            case .text:
                return .text(text)
            }
        } catch {
            throw SettingError(name: name, problem: "“\(text)” is not \(allowed)")
        }
    }

    /// What may be written, for messages and `bench list`.
    package var allowed: String {
        switch kind {
        case .integer(let range): "a whole number \(Self.words(range))"
        case .byteCount(let range): "a byte count such as “64KiB”, \(Self.words(range)) bytes"
        case .bytesOrFrames(let range):
            "a byte count such as “212992” or “208KiB”, \(Self.words(range)) bytes, "
                + "or a depth such as “128 frames”"
        case .duration(let range):
            "a duration such as “10ms”, from \(Self.duration(range.lowerBound)) "
                + "to \(Self.duration(range.upperBound))"
        case .ringSize:
            "a size such as “4MiB”, “4096 frames” or “20ms” (of the traffic), above 0"
        case .pause(let longest, let every):
            "a pause such as “20ms every 500ms”: up to \(Self.duration(longest)), and shorter than "
                + "the time from one to the next, at most \(Self.duration(every))"
        case .choice(let words): "one of \(PlainText.quotedList(words))"
        case .flag: "true or false"
        case .text: "a text"
        }
    }

    private func bytesOrFrames(
        _ text: String, _ range: ClosedRange<Int>
    ) throws(QuantityError) -> SettingValue {
        guard text.hasSuffix("frames") else {
            return .bytes(try check(try Quantity.bytes(text), in: range, text))
        }
        return try frames(text)
    }

    /// `128 frames`.
    private func frames(_ text: String) throws(QuantityError) -> SettingValue {
        let digits = text.dropLast("frames".count)
        // A queue of more frames than this has no number of bytes.
        guard let count = Int(digits.hasSuffix(" ") ? digits.dropLast() : digits),
            (1...Int(Int32.max)).contains(count)
        else { throw wrong(text) }
        return .frames(count)
    }

    private func ringSize(_ text: String) throws(QuantityError) -> SettingValue {
        if text.hasSuffix("frames") { return try frames(text) }
        if let time = try? Quantity.nanoseconds(text) {
            return .nanoseconds(try check(time, in: 1...3_600_000_000_000, text))
        }
        return .bytes(try check(try Quantity.bytes(text), in: 1...Int(Int32.max) * 64, text))
    }

    private func pause(
        _ text: String, _ longest: Int64, _ mostApart: Int64
    ) throws(QuantityError) -> SettingValue {
        let parts = text.split(separator: " every ", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw wrong(text) }
        let length = try Quantity.nanoseconds(String(parts[0]))
        let every = try Quantity.nanoseconds(String(parts[1]))
        guard (1...longest).contains(length), length < every, every <= mostApart else {
            throw wrong(text)
        }
        return .pause(PlannedPause(length: length, every: every))
    }

    private func check<Number: Comparable>(
        _ number: Number, in range: ClosedRange<Number>, _ text: String
    ) throws(QuantityError) -> Number {
        guard range.contains(number) else { throw wrong(text) }
        return number
    }

    private func wrong(_ text: String) -> QuantityError {
        QuantityError(text: text, allowed: allowed)
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max
            ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    }

    private static func duration(_ nanoseconds: Int64) -> String {
        SettingValue.nanoseconds(nanoseconds).text
    }
}

extension SettingValue {
    /// The canonical text: what ``SettingSpec/value(from:)`` reads back to the same value.
    package var text: String {
        switch self {
        case .integer(let number), .bytes(let number): "\(number)"
        case .frames(let count): "\(count) frames"
        case .nanoseconds(let nanoseconds): Self.duration(nanoseconds)
        case .pause(let pause):
            "\(Self.duration(pause.length)) every \(Self.duration(pause.every))"
        case .flag(let flag): "\(flag)"
        case .text(let text): text
        }
    }

    private static func duration(_ nanoseconds: Int64) -> String {
        for (unit, size) in [("s", Int64(1_000_000_000)), ("ms", 1_000_000), ("us", 1_000)]
        where nanoseconds % size == 0 {
            return "\(nanoseconds / size)\(unit)"
        }
        return "\(nanoseconds)ns"
    }
}
