import Glibc

/// Memory mapped from a descriptor or from nowhere, unmapped when its owner goes away.
package struct Mapping: ~Copyable {
    /// The first byte, at the start of a page; valid as long as the owner lives.
    package let start: UnsafeMutableRawPointer
    package let byteCount: Int

    /// The bytes; valid as long as the owner lives.
    @inline(__always)
    package var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: start, count: byteCount)
    }

    /// Maps `byteCount` bytes of `descriptor`, shared with the kernel and present at once.
    package init(
        of descriptor: borrowing Descriptor, byteCount: Int, offset: Int = 0
    ) throws(SystemError) {
        start = try Self.map(
            byteCount, flags: MAP_SHARED | MAP_POPULATE, descriptor: descriptor.number, offset)
        self.byteCount = byteCount
    }

    /// Maps `byteCount` zero bytes that become real memory only when touched.
    package init(anonymous byteCount: Int) throws(SystemError) {
        start = try Self.map(
            byteCount, flags: MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, descriptor: -1)
        self.byteCount = byteCount
    }

    /// Bytes of a page of memory: the grain of every mapping.
    package static let pageSize = sysconf(CInt(_SC_PAGESIZE))

    private static func map(
        _ byteCount: Int, flags: CInt, descriptor: CInt, _ offset: Int = 0
    ) throws(SystemError) -> UnsafeMutableRawPointer {
        let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, descriptor, offset)
        guard let start, start != MAP_FAILED else {
            throw SystemError(call: "mmap", code: errno, subject: "\(byteCount) bytes")
        }
        return start
    }

    deinit {
        munmap(start, byteCount)
    }
}
