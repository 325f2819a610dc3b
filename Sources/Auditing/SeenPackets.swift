/// The last packets with data, by their fingerprints, to find those that were captured twice.
///
/// Grows with what it holds, up to 16 MiB; the oldest of each bucket of eight goes first.
struct SeenPackets: Sendable {
    private var slots = [UInt64](repeating: 0, count: 8 << 8)
    private var used = 0
    private static let most = 1 << 21
    private static let width = 8

    /// Whether it was seen; it is now.
    mutating func insert(_ fingerprint: UInt64) -> Bool {
        let fingerprint = max(fingerprint, 1)
        // Buckets are one eighth full, so that hardly any is too small.
        if used * 8 > slots.count, slots.count < Self.most { grow() }
        let start = bucket(fingerprint)
        for place in start..<start + Self.width where slots[place] == fingerprint { return true }
        put(fingerprint, start)
        return false
    }

    private func bucket(_ fingerprint: UInt64) -> Int {
        (Int(fingerprint >> 32) & (slots.count / Self.width - 1)) * Self.width
    }

    /// At the bucket's front; the last one falls out.
    private mutating func put(_ fingerprint: UInt64, _ start: Int) {
        if slots[start + Self.width - 1] == 0 { used += 1 }
        for place in stride(from: start + Self.width - 1, to: start, by: -1) {
            slots[place] = slots[place - 1]
        }
        slots[start] = fingerprint
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 4)
        used = 0
        for start in stride(from: 0, to: old.count, by: Self.width) {
            for place in stride(from: start + Self.width - 1, through: start, by: -1)
            where old[place] != 0 { put(old[place], bucket(old[place])) }
        }
    }
}
