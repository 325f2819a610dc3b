/// A small seeded random number generator, so that an experiment can be repeated exactly.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension SplitMix64 {
    /// A random permutation (Fisher and Yates).
    ///
    /// Not the standard library's: how that one uses its generator is not promised, and an old seed
    /// must give the old order. The bias of multiplying is below 2^-44 for a million items.
    package mutating func shuffled<Item>(_ items: [Item]) -> [Item] {
        var items = items
        for last in stride(from: items.count - 1, to: 0, by: -1) {
            let other = next().multipliedFullWidth(by: UInt64(last + 1)).high
            items.swapAt(last, Int(other))
        }
        return items
    }
}
