/// Values made from texts that many rows share, made once for each text.
///
/// Beyond 4,096 different texts (time stamps, messages) keeping more would cost more than it saves.
struct TextPool<Value> {
    private var entries: [(range: Range<Int>, value: Value)] = []
    /// The texts of the entries, one behind the other.
    private var texts: [UInt8] = []
    /// Places among the entries by hash, -1 for none; at least half are free.
    private var places = [Int32](repeating: -1, count: 8192)

    private static var most: Int { 4096 }
    private static var longest: Int { 2048 }

    /// The value of a text: the one that is known, or a new one.
    mutating func value(
        of text: UnsafeBufferPointer<UInt8>, make: () -> Value
    ) -> Value {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: Self.hash(text)) & mask
        while places[place] >= 0 {
            let entry = Int(places[place])
            if isText(text, at: entries[entry].range) { return entries[entry].value }
            place = (place + 1) & mask
        }
        let value = make()
        guard entries.count < Self.most, text.count <= Self.longest else { return value }
        places[place] = Int32(entries.count)
        entries.append((texts.count..<texts.count + text.count, value))
        texts.append(contentsOf: text)
        return value
    }

    private func isText(_ text: UnsafeBufferPointer<UInt8>, at range: Range<Int>) -> Bool {
        guard text.count == range.count else { return false }
        return texts.withUnsafeBytes { known in
            let own = UnsafeRawBufferPointer(text)
            var index = 0
            while index + 8 <= own.count {
                let word = known.loadUnaligned(
                    fromByteOffset: range.lowerBound + index, as: UInt64.self)
                if word != own.loadUnaligned(fromByteOffset: index, as: UInt64.self) {
                    return false
                }
                index += 8
            }
            while index < own.count {
                if known[range.lowerBound + index] != own[index] { return false }
                index += 1
            }
            return true
        }
    }

    /// Eight bytes at a time, each multiplied in and folded.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(text)
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
        var index = 0
        while index < bytes.count {
            var word: UInt64 = 0
            if index + 8 <= bytes.count {
                word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            } else {
                for byte in bytes[index...] { word = word << 8 | UInt64(byte) }
            }
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
            index += 8
        }
        return hash
    }
}
