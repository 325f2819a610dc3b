/// Text that is put together in memory of its own, without allocating while it grows.
///
/// For records of which there is one a frame: what does not fit any more is dropped, so that
/// whoever writes looks at ``room`` before a record.
package struct TextBuffer: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    package private(set) var count = 0

    package init(capacity: Int) {
        memory = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        memory.deallocate()
    }

    package var room: Int { memory.count - count }
    /// What was written; valid as long as the owner lives and writes nothing more.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[0..<count])
    }
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func clear() { count = 0 }

    @inline(__always)
    package mutating func byte(_ byte: UInt8) {
        guard count < memory.count else { return }
        memory[count] = byte
        count &+= 1
    }

    @inline(__always)
    package mutating func text(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        guard length <= room, let start = memory.baseAddress else { return }
        (start + count).copyMemory(from: text.utf8Start, byteCount: length)
        count &+= length
    }

    /// Decimal, without leading zeros.
    package mutating func decimal(_ number: UInt64) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { space in
            var rest = number
            var place = space.count
            repeat {
                place &-= 1
                space[place] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
                rest /= 10
            } while rest > 0
            append(UnsafeRawBufferPointer(rebasing: space[place...]))
        }
    }

    package mutating func decimal(_ number: Int) {
        if number < 0 { byte(UInt8(ascii: "-")) }
        decimal(UInt64(number.magnitude))
    }

    /// Decimal with leading zeros up to this many digits.
    package mutating func decimal(_ number: UInt64, digits: Int) {
        var least: UInt64 = 1
        for _ in 1..<max(digits, 1) { least *= 10 }
        while least > 1, number < least {
            byte(UInt8(ascii: "0"))
            least /= 10
        }
        decimal(number)
    }

    /// Lower-case hexadecimal of at least this many digits.
    package mutating func hex(_ number: UInt64, digits: Int = 1) {
        let used = (64 - number.leadingZeroBitCount + 3) / 4
        var shift = UInt64(max(used, digits)) * 4
        while shift > 0 {
            shift -= 4
            byte(Self.digit(number >> shift))
        }
    }

    /// `00:11:09:61:eb:0e`; bytes that are not there as `--`.
    package mutating func hardwareAddress(_ view: ByteView, at offset: Int) {
        for index in 0..<6 {
            if index > 0 { byte(UInt8(ascii: ":")) }
            guard let value = view.byte(offset + index) else {
                text("--")
                continue
            }
            byte(Self.digit(UInt64(value >> 4)))
            byte(Self.digit(UInt64(value)))
        }
    }

    package mutating func address(_ address: IPAddress) {
        address.version == 4 ? dotted(address.low) : groups(address)
    }

    private mutating func dotted(_ address: UInt64) {
        for shift: UInt64 in [24, 16, 8, 0] {
            if shift < 24 { byte(UInt8(ascii: ".")) }
            decimal((address >> shift) & 0xff)
        }
    }

    private mutating func groups(_ address: IPAddress) {
        let zeros = address.longestZeros
        var index = 0
        while index < 8 {
            if index == zeros.lowerBound, !zeros.isEmpty {
                text("::")
                index = zeros.upperBound
                continue
            }
            if index > 0, index != zeros.upperBound || zeros.isEmpty { byte(UInt8(ascii: ":")) }
            hex(UInt64(address.group(index)))
            index += 1
        }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= room else { return }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count &+= bytes.count
    }

    private static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 0xf)
        return nibble < 10 ? 48 &+ nibble : 87 &+ nibble
    }
}
