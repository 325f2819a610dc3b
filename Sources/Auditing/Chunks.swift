/// An array that grows by a fixed step: one that doubles would take up to three times its size.
struct Chunks<Element: Sendable>: Sendable {
    private var chunks: [[Element]] = []
    private static var step: Int { 4096 }

    var count: Int {
        chunks.isEmpty ? 0 : (chunks.count - 1) * Self.step + chunks[chunks.count - 1].count
    }

    subscript(index: Int) -> Element {
        get { chunks[index / Self.step][index % Self.step] }
        _modify { yield &chunks[index / Self.step][index % Self.step] }
    }

    mutating func append(_ element: Element) {
        if count % Self.step == 0 {
            chunks.append([])
            chunks[chunks.count - 1].reserveCapacity(Self.step)
        }
        chunks[chunks.count - 1].append(element)
    }
}

/// Finds places by hash: 4 bytes a slot, at most two thirds of them in use.
struct HashedPlaces: Sendable {
    /// A place and 1; 0 for none.
    private var slots = [UInt32](repeating: 0, count: 1024)
    private var used = 0

    /// The slot of the place that `matches`, or the empty one where it belongs.
    private func slot(_ hash: UInt64, _ matches: (Int) -> Bool) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0, !matches(Int(slots[slot]) - 1) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    /// The place with this hash that `matches`; `nil` if there is none.
    func find(_ hash: UInt64, _ matches: (Int) -> Bool) -> Int? {
        let found = slots[slot(hash, matches)]
        return found == 0 ? nil : Int(found) - 1
    }

    /// Puts a place in the stead of the one that `matches`, or adds it.
    ///
    /// - Parameter hashOf: the hash of a place that is there.
    mutating func put(
        _ place: Int, _ hash: UInt64, _ matches: (Int) -> Bool, hashOf: (Int) -> UInt64
    ) {
        let slot = slot(hash, matches)
        if slots[slot] == 0 { used += 1 }
        slots[slot] = UInt32(place + 1)
        if used * 3 > slots.count * 2 { grow(hashOf) }
    }

    private mutating func grow(_ hashOf: (Int) -> UInt64) {
        let old = slots
        slots = [UInt32](repeating: 0, count: old.count * 2)
        for place in old where place != 0 {
            slots[slot(hashOf(Int(place) - 1)) { _ in false }] = place
        }
    }
}
