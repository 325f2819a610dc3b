/// One option of a backend or an engine, with the type of its value.
///
/// Where it is declared, its type and its default are given once; `settings[option]` has both. The
/// type is optional for an option without a default.
package struct Setting<Value: Sendable>: Sendable {
    /// What everybody else sees of it.
    package let spec: SettingSpec
    fileprivate let read: @Sendable (SettingValue?) -> Value

    private init(_ spec: SettingSpec, _ read: @escaping @Sendable (SettingValue?) -> Value) {
        self.spec = spec
        self.read = read
    }

    /// An option with a default, which holds where nothing is said.
    private init(
        _ name: String, _ kind: SettingSpec.Kind, _ usual: Value,
        as wrap: (Value) -> SettingValue, _ meaning: String,
        _ unwrap: @escaping @Sendable (SettingValue) -> Value?
    ) {
        self.init(SettingSpec(name, kind, default: wrap(usual), meaning)) { value in
            value.flatMap(unwrap) ?? usual
        }
    }
}

extension Setting where Value == Int {
    /// A whole number.
    package static func integer(
        _ name: String, _ range: ClosedRange<Int>, default usual: Int, _ meaning: String
    ) -> Self {
        Self(name, .integer(range), usual, as: SettingValue.integer, meaning, \.asInteger)
    }

    /// A number of bytes.
    package static func bytes(
        _ name: String, _ range: ClosedRange<Int>, default usual: Int, _ meaning: String
    ) -> Self {
        Self(name, .byteCount(range), usual, as: SettingValue.bytes, meaning, \.asBytes)
    }
}

extension Setting where Value == Int64 {
    /// A time in nanoseconds.
    package static func duration(
        _ name: String, _ range: ClosedRange<Int64>, default usual: Int64, _ meaning: String
    ) -> Self {
        Self(name, .duration(range), usual, as: SettingValue.nanoseconds, meaning, \.asNanoseconds)
    }
}

extension Setting where Value == Bool {
    package static func flag(_ name: String, default usual: Bool, _ meaning: String) -> Self {
        Self(name, .flag, usual, as: SettingValue.flag, meaning, \.asFlag)
    }
}

extension Setting where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words of an enumeration.
    package static func choice(_ name: String, default usual: Value, _ meaning: String) -> Self {
        let words = Value.allCases.map(\.rawValue)
        return Self(
            name, .choice(words), usual, as: { .text($0.rawValue) }, meaning,
            { $0.asText.flatMap(Value.init(rawValue:)) })
    }
}

// Options without a default.

extension Setting where Value == Int? {
    package static func integer(
        _ name: String, _ range: ClosedRange<Int>, _ meaning: String
    ) -> Self {
        Self(SettingSpec(name, .integer(range), meaning)) { $0?.asInteger }
    }
}

extension Setting where Value == Int64? {
    package static func duration(
        _ name: String, _ range: ClosedRange<Int64>, _ meaning: String
    ) -> Self {
        Self(SettingSpec(name, .duration(range), meaning)) { $0?.asNanoseconds }
    }
}

extension Setting where Value == String? {
    /// Any text; an empty one is none.
    package static func text(_ name: String, _ meaning: String) -> Self {
        Self(SettingSpec(name, .text, meaning)) { value in
            value?.asText.flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}

extension Setting where Value == Bool? {
    package static func flag(_ name: String, _ meaning: String) -> Self {
        Self(SettingSpec(name, .flag, meaning)) { $0?.asFlag }
    }
}

extension Setting {
    /// One of the words of an enumeration.
    package static func choice<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ meaning: String
    ) -> Self where Value == Word? {
        Self(SettingSpec(name, .choice(Word.allCases.map(\.rawValue)), meaning)) { value in
            value?.asText.flatMap(Word.init(rawValue:))
        }
    }
}

extension Setting where Value == PlannedPause? {
    /// Pauses that return: of `longest` ns at most, every so many ns at most.
    package static func pause(
        _ name: String, longest: Int64, every: Int64, _ meaning: String
    ) -> Self {
        Self(SettingSpec(name, .pause(longest: longest, every: every), meaning)) { value in
            if case .pause(let pause) = value { pause } else { nil }
        }
    }
}

extension Setting where Value == RingSize? {
    /// A size in bytes, in frames of the traffic, or in time at the offered load.
    package static func ring(_ name: String, _ meaning: String) -> Self {
        Self(SettingSpec(name, .ringSize, meaning)) { value in
            switch value {
            case .bytes(let count): .bytes(count)
            case .frames(let count): .frames(count)
            case .nanoseconds(let time): .time(time)
            default: nil
            }
        }
    }
}

/// What a ring or queue is asked to hold.
package enum RingSize: Sendable, Hashable {
    case bytes(Int)
    /// Frames of the traffic.
    case frames(Int)
    /// What the traffic sends in so many nanoseconds.
    case time(Int64)
}

/// A pause that returns: nanoseconds from its beginning to its end, and to the next one's beginning.
package struct PlannedPause: Sendable, Hashable {
    package var length: Int64
    package var every: Int64

    package init(length: Int64, every: Int64) {
        (self.length, self.every) = (length, every)
    }
}

extension Setting where Value == QueueSize? {
    package static func queue(
        _ name: String, _ range: ClosedRange<Int>, _ meaning: String
    ) -> Self {
        Self(SettingSpec(name, .bytesOrFrames(range), meaning)) { value in
            switch value {
            case .bytes(let count): .bytes(count)
            case .frames(let count): .frames(count)
            default: nil
            }
        }
    }
}

/// What a queue is asked to hold.
package enum QueueSize: Sendable, Hashable {
    case bytes(Int)
    /// Frames of the traffic.
    case frames(Int)
}

extension Settings {
    package subscript<Value>(setting: Setting<Value>) -> Value {
        setting.read(self[setting.spec.name])
    }

    /// The value of an option, if these settings have it: they may be of a backend that has not.
    package func ifPresent<Value>(_ setting: Setting<Value>) -> Value? {
        self[setting.spec.name].map(setting.read)
    }
}

extension SettingValue {
    package var asInteger: Int? { if case .integer(let number) = self { number } else { nil } }
    package var asBytes: Int? { if case .bytes(let number) = self { number } else { nil } }
    package var asNanoseconds: Int64? {
        if case .nanoseconds(let number) = self { number } else { nil }
    }
    package var asFlag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    package var asText: String? { if case .text(let text) = self { text } else { nil } }
}
