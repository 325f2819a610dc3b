/// Room for frames side by side in memory, each at a place of its own.
///
/// The places are an odd number of cache lines apart: at a power of two all frames would begin in the
/// same few lines of the cache and drive each other out. Memory is real only where a frame was.
package struct FrameSlots: ~Copyable {
    package let count: Int
    /// Bytes of a frame at most.
    package let frameBytes: Int
    /// Bytes from one place to the next.
    let stride: Int
    private let memory: Mapping

    /// - Throws: `SystemError` of mmap.
    package init(count: Int, frameBytes: Int) throws(SystemError) {
        let lines = (frameBytes + 63) / 64
        self.count = count
        self.frameBytes = frameBytes
        stride = (lines | 1) * 64
        memory = try Mapping(anonymous: stride * count)
    }

    /// The first byte of a place; valid as long as the owner lives.
    @inline(__always)
    var start: UnsafeMutableRawPointer { memory.start }

    /// What is kept of a frame of this length on the wire, at this place.
    @inline(__always)
    package func frame(_ index: Int, length: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: memory.start + index &* stride, count: min(length, frameBytes))
    }
}
