import Glibc

/// Memory mapped from a descriptor or from nowhere, unmapped when its owner goes away.
package struct Mapping: ~Copyable {
    /// The bytes; valid as long as the owner lives.
    package let bytes: UnsafeMutableRawBufferPointer

    /// Maps `byteCount` bytes of `descriptor`, shared with the kernel and present at once.
    package init(
        of descriptor: borrowing Descriptor, byteCount: Int
    ) throws(SystemError) {
        bytes = try Self.map(
            byteCount, flags: MAP_SHARED | MAP_POPULATE, descriptor: descriptor.number)
    }

    /// Maps `byteCount` zero bytes that become real memory only when touched.
    package init(anonymous byteCount: Int) throws(SystemError) {
        bytes = try Self.map(
            byteCount, flags: MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, descriptor: -1)
    }

    private static func map(
        _ byteCount: Int, flags: CInt, descriptor: CInt
    ) throws(SystemError) -> UnsafeMutableRawBufferPointer {
        let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, descriptor, 0)
        guard let start, start != MAP_FAILED else {
            throw SystemError(call: "mmap", code: errno, subject: "\(byteCount) bytes")
        }
        return UnsafeMutableRawBufferPointer(start: start, count: byteCount)
    }

    deinit {
        munmap(bytes.baseAddress, bytes.count)
    }
}
