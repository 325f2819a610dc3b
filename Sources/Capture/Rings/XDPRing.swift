import CLinux
import Frames
import Kernel

/// The memory and the rings of an `AF_XDP` socket: frames come by one ring, and their memory goes back
/// by the other.
///
/// All memory that the fill ring has room for is in circulation from the start.
struct XDPRing: ~Copyable, FrameRing {
    private let memory: Mapping
    private let rings: XDPSocket.Rings
    private let shape: XDPSocket.Shape
    private let snaplen: Int
    /// How many descriptors were read, and how many frames of memory given, modulo 2^32.
    private var read: UInt32 = 0
    private var given: UInt32 = 0
    /// The bytes of a frame that came in pieces, side by side.
    private var whole: [UInt8] = []
    /// Frames taken, of one piece or more.
    private(set) var taken: UInt64 = 0

    /// Bytes in front of each frame that belong to XDP programs: `XDP_PACKET_HEADROOM`.
    private static let headroom = 256
    /// Frames after which their memory goes back: few, or the kernel would run short.
    private static let portion = 64

    /// Bytes of a frame that fit into one frame of memory: `xsk_pool_get_rx_frame_size`.
    static func room(_ frameSize: Int) -> Int { frameSize - headroom }

    /// Registers the memory with a socket, makes its rings, and gives the kernel memory.
    init(
        _ socket: borrowing XDPSocket, _ shape: XDPSocket.Shape, snaplen: Int
    ) throws(SystemError) {
        let memory = try Mapping(anonymous: shape.frames * shape.frameSize)
        try socket.register(memory, frameSize: shape.frameSize)
        rings = try socket.makeRings(shape)
        self.memory = memory
        self.shape = shape
        self.snaplen = snaplen
        for number in 0..<min(shape.frames, shape.fillRing) {
            give(UInt64(number * shape.frameSize))
        }
        clinux_store_release32(rings.fill.producer, given)
    }

    /// Whether the kernel waits to be told that there is memory.
    @inline(__always)
    var wantsWakeUp: Bool {
        clinux_load_acquire32(rings.fill.flags) & UInt32(XDP_RING_NEED_WAKEUP) != 0
    }

    @inline(__always)
    mutating func drain<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, limit: Int
    ) -> Int {
        var frames = 0
        while frames < limit {
            let portion = visit(&consumer, min(limit - frames, Self.portion))
            if portion == 0 { break }
            frames &+= portion
            clinux_store_release32(rings.receive.consumer, read)
            clinux_store_release32(rings.fill.producer, given)
        }
        taken &+= UInt64(frames)
        return frames
    }

    /// Gives so many frames at most to the consumer.
    @inline(__always)
    private mutating func visit<Consumer: FrameConsumer & ~Copyable>(
        _ consumer: inout Consumer, _ limit: Int
    ) -> Int {
        let written = clinux_load_acquire32(rings.receive.producer)
        var frames = 0
        while read != written, frames < limit {
            let piece = descriptor(read)
            if piece.options & UInt32(clinux_XDP_PKT_CONTD) == 0 {
                let length = Int(piece.len)
                consumer.take(
                    UnsafeRawBufferPointer(
                        start: memory.start + Int(piece.addr), count: min(length, snaplen)),
                    length: length)
                release(piece)
            } else {
                visitPieces(&consumer)
            }
            frames &+= 1
        }
        return frames
    }

    /// Gives a frame of several pieces, all of which are there.
    private mutating func visitPieces<Consumer: FrameConsumer & ~Copyable>(
        _ consumer: inout Consumer
    ) {
        whole.removeAll(keepingCapacity: true)
        var isLast = false
        while !isLast {
            let piece = descriptor(read)
            whole += UnsafeRawBufferPointer(
                start: memory.start + Int(piece.addr), count: Int(piece.len))
            isLast = piece.options & UInt32(clinux_XDP_PKT_CONTD) == 0
            release(piece)
        }
        whole.withUnsafeBytes { bytes in
            consumer.take(
                UnsafeRawBufferPointer(rebasing: bytes.prefix(snaplen)), length: bytes.count)
        }
    }

    @inline(__always)
    private func descriptor(_ number: UInt32) -> xdp_desc {
        let place = Int(number & UInt32(truncatingIfNeeded: shape.receiveRing - 1))
        return rings.receive.descriptors.assumingMemoryBound(to: xdp_desc.self)[place]
    }

    /// Steps over a descriptor; its memory goes back with the portion.
    @inline(__always)
    private mutating func release(_ piece: xdp_desc) {
        give(piece.addr & ~UInt64(truncatingIfNeeded: shape.frameSize - 1))
        read &+= 1
    }

    @inline(__always)
    private mutating func give(_ address: UInt64) {
        let place = Int(given & UInt32(truncatingIfNeeded: shape.fillRing - 1))
        rings.fill.descriptors.assumingMemoryBound(to: UInt64.self)[place] = address
        given &+= 1
    }

    /// Frames in the ring that were not read.
    func waiting() -> UInt64 {
        let written = clinux_load_acquire32(rings.receive.producer)
        var frames: UInt64 = 0
        var next = read
        while next != written {
            if descriptor(next).options & UInt32(clinux_XDP_PKT_CONTD) == 0 { frames += 1 }
            next &+= 1
        }
        return frames
    }

    /// What comes before the first frame that finds no descriptor or no memory.
    ///
    /// Cutting saves no room: the kernel has no `snaplen` here.
    func depthFrames(sizes: SizeDistribution, snaplen: Int) -> Int {
        Self.depthFrames(
            min(shape.receiveRing, shape.fillRing, shape.frames), frameSize: shape.frameSize,
            sizes: sizes)
    }

    /// Frames of the traffic that so many descriptors are enough for.
    static func depthFrames(
        _ descriptors: Int, frameSize: Int, sizes: SizeDistribution
    ) -> Int {
        let room = Self.room(frameSize)
        let pieces = sizes.sizes().map { ($0.apiLength + room - 1) / room }
        guard !pieces.isEmpty else { return 0 }
        var left = descriptors
        var frames = 0
        while left >= pieces[frames % pieces.count] {
            left -= pieces[frames % pieces.count]
            frames += 1
        }
        return frames
    }
}
