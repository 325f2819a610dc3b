/// Bytes of one captured packet, read with bounds checked, in network byte order.
///
/// Valid only while the capture's buffer is: never stored.
package struct ByteView {
    package let bytes: UnsafeRawBufferPointer

    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    package var count: Int { bytes.count }

    /// `nil` beyond the end.
    package func byte(_ offset: Int) -> UInt8? {
        offset >= 0 && offset < bytes.count ? bytes[offset] : nil
    }

    /// `nil` where fewer than 2 bytes are left.
    package func short(_ offset: Int) -> UInt16? {
        load(offset)
    }

    /// `nil` where fewer than 4 bytes are left.
    package func word(_ offset: Int) -> UInt32? {
        load(offset)
    }

    /// `nil` where fewer than 8 bytes are left.
    package func long(_ offset: Int) -> UInt64? {
        load(offset)
    }

    private func load<Number: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Number? {
        guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return nil }
        return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
