/// Counts frames and bytes, and never reads a frame.
struct FrameCounter: FrameConsumer {
    static var kind: Counting? { .count }
    private(set) var frames: UInt64 = 0
    private(set) var bytes: UInt64 = 0

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        frames &+= 1
        bytes &+= UInt64(truncatingIfNeeded: length)
    }
}
