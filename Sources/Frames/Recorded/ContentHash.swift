/// A 64-bit hash of bytes, at about the speed of memory.
///
/// Not for secrets: whoever wants to can make two inputs that collide. Of inputs that nobody made
/// for it, two differ in their hash but for one pair in 2⁶⁴. Stable: the same on every machine, as
/// Swift's `Hasher` is not.
///
/// Source: wyhash, final version 4 (Wang Yi, public domain).
package enum ContentHash {
    private static let k0: UInt64 = 0x2d35_8dcc_aa6c_78a5
    private static let k1: UInt64 = 0x8bb8_4b93_962e_acc9
    private static let k2: UInt64 = 0x4b33_a62e_d433_d4a3
    private static let k3: UInt64 = 0x4d5a_2da5_1de1_aa47

    /// - Parameter seed: the hash of what comes before these bytes.
    @inline(__always)
    package static func of(_ start: UnsafeRawPointer, _ count: Int, seed: UInt64 = 0) -> UInt64 {
        var seed = seed ^ k0
        let (a, b): (UInt64, UInt64)
        if count > 16 {
            var (place, rest) = (start, count)
            if rest > 48 {
                var (second, third) = (seed, seed)
                repeat {
                    seed = mixed(long(place) ^ k1, long(place + 8) ^ seed)
                    second = mixed(long(place + 16) ^ k2, long(place + 24) ^ second)
                    third = mixed(long(place + 32) ^ k3, long(place + 40) ^ third)
                    (place, rest) = (place + 48, rest &- 48)
                } while rest > 48
                seed ^= second ^ third
            }
            while rest > 16 {
                seed = mixed(long(place) ^ k1, long(place + 8) ^ seed)
                (place, rest) = (place + 16, rest &- 16)
            }
            (a, b) = (long(place + (rest &- 16)), long(place + (rest &- 8)))
        } else {
            (a, b) = few(start, count)
        }
        let product = (a ^ k1).multipliedFullWidth(by: b ^ seed)
        return mixed(product.low ^ k0 ^ UInt64(truncatingIfNeeded: count), product.high ^ k1)
    }

    /// At most 16 bytes, as two numbers.
    @inline(__always)
    private static func few(_ start: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
        if count >= 4 {
            let (middle, last) = ((count &>> 3) &<< 2, start + (count &- 4))
            return (
                word(start) &<< 32 | word(start + middle), word(last) &<< 32 | word(last - middle)
            )
        }
        guard count > 0 else { return (0, 0) }
        let byte = { (offset: Int) in UInt64(start.load(fromByteOffset: offset, as: UInt8.self)) }
        return (byte(0) &<< 16 | byte(count &>> 1) &<< 8 | byte(count &- 1), 0)
    }

    /// Both halves of the product, folded into one.
    @inline(__always)
    package static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func long(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    private static func word(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(UInt32(littleEndian: place.loadUnaligned(as: UInt32.self)))
    }
}
