package import CLinux
import Glibc

/// A socket that an XDP program gives frames to, `AF_XDP`; for receiving.
///
/// Source: Documentation/networking/af_xdp.rst.
package struct XDPSocket: ~Copyable {
    package let descriptor: Descriptor
    private let interface: String

    /// - Throws: `EPERM` without CAP_NET_RAW, `EAFNOSUPPORT` without CONFIG_XDP_SOCKETS.
    package init(interface: String) throws(SystemError) {
        descriptor = Descriptor(
            owning: try systemCall("socket(AF_XDP)", on: interface) {
                socket(
                    CInt(clinux_AF_XDP), CInt(SOCK_RAW.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
            })
        self.interface = interface
    }

    /// What the socket has for frames.
    package struct Shape: Sendable, Hashable {
        /// Frames of memory (UMEM), and the bytes of each: a power of two from 2048 to a page.
        package var frames: Int
        package var frameSize: Int
        /// Descriptors of the two rings: powers of two.
        package var receiveRing: Int
        package var fillRing: Int

        package init(frames: Int, frameSize: Int, receiveRing: Int, fillRing: Int) {
            (self.frames, self.frameSize) = (frames, frameSize)
            (self.receiveRing, self.fillRing) = (receiveRing, fillRing)
        }
    }

    /// A ring of descriptors that is shared with the kernel.
    package struct Ring: ~Copyable {
        private let memory: Mapping
        /// The words that the two sides advance, and the one of flags.
        package let producer, consumer, flags: UnsafeMutableRawPointer
        package let descriptors: UnsafeMutableRawPointer

        init(_ memory: consuming Mapping, _ offset: xdp_ring_offset) {
            producer = memory.start + Int(offset.producer)
            consumer = memory.start + Int(offset.consumer)
            flags = memory.start + Int(offset.flags)
            descriptors = memory.start + Int(offset.desc)
            self.memory = memory
        }
    }

    /// The two rings for receiving.
    package struct Rings: ~Copyable {
        /// Frames, and the kernel's memory for more.
        package let receive, fill: Ring
    }

    /// Registers the memory for frames.
    ///
    /// - Throws: `ENOBUFS` if that is more than may be locked (`RLIMIT_MEMLOCK`).
    package borrowing func register(
        _ memory: borrowing Mapping, frameSize: Int
    ) throws(SystemError) {
        // The first form of struct xdp_umem_reg, which all kernels take: address, length, bytes of a
        // frame, headroom.
        let request = (
            UInt64(UInt(bitPattern: memory.start)), UInt64(memory.byteCount), UInt32(frameSize),
            UInt32(0)
        )
        try set(XDP_UMEM_REG, "XDP_UMEM_REG", to: request)
    }

    /// Makes the rings and maps those for receiving: first the one with frames, then the one in which
    /// the kernel gets memory for more.
    package borrowing func makeRings(
        _ shape: Shape
    ) throws(SystemError) -> Rings {
        try set(XDP_UMEM_FILL_RING, "XDP_UMEM_FILL_RING", to: CInt(shape.fillRing))
        // The kernel wants one, although nothing is sent (`xsk_validate_queues`).
        try set(XDP_UMEM_COMPLETION_RING, "XDP_UMEM_COMPLETION_RING", to: 1 as CInt)
        try set(XDP_RX_RING, "XDP_RX_RING", to: CInt(shape.receiveRing))
        var offsets = xdp_mmap_offsets()
        try read(XDP_MMAP_OFFSETS, "XDP_MMAP_OFFSETS", into: &offsets)
        let receive = try Mapping(
            of: descriptor,
            byteCount: Int(offsets.rx.desc) + shape.receiveRing * MemoryLayout<xdp_desc>.size,
            offset: Int(XDP_PGOFF_RX_RING))
        let fill = try Mapping(
            of: descriptor, byteCount: Int(offsets.fr.desc) + shape.fillRing * 8,
            offset: Int(XDP_UMEM_PGOFF_FILL_RING))
        return Rings(receive: Ring(receive, offsets.rx), fill: Ring(fill, offsets.fr))
    }

    /// How frames get from the driver into the memory.
    package enum Mode: String, Sendable {
        case copy
        case zeroCopy = "zero-copy"
    }

    /// Binds the socket to a queue; frames arrive once a program gives them.
    ///
    /// - Parameters:
    ///   - mode: `nil` for zero-copy where the driver has it.
    ///   - inPieces: whether a frame may come in several pieces of memory, Linux 6.6.
    ///   - needWakeUp: whether the kernel says when it wants to be woken.
    /// - Throws: `EOPNOTSUPP` if the driver has not that mode, `EBUSY` if the queue has a socket.
    package borrowing func bind(
        queue: Int, mode: Mode?, inPieces: Bool, needWakeUp: Bool
    ) throws(SystemError) {
        var address = sockaddr_xdp()
        address.sxdp_family = UInt16(clinux_AF_XDP)
        address.sxdp_ifindex = UInt32(if_nametoindex(interface))
        address.sxdp_queue_id = UInt32(queue)
        switch mode {
        case .copy: address.sxdp_flags |= UInt16(XDP_COPY)
        case .zeroCopy: address.sxdp_flags |= UInt16(XDP_ZEROCOPY)
        case nil: break
        }
        if inPieces { address.sxdp_flags |= UInt16(clinux_XDP_USE_SG) }
        if needWakeUp { address.sxdp_flags |= UInt16(XDP_USE_NEED_WAKEUP) }
        let number = descriptor.number
        try systemCall("bind(AF_XDP)", on: "\(interface), queue \(queue)") {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.bind(number, $0, socklen_t(MemoryLayout<sockaddr_xdp>.size))
                }
            }
        }
    }

    /// The mode that the bound socket has: `XDP_OPTIONS`.
    package borrowing func mode() throws(SystemError) -> Mode {
        var options = xdp_options()
        try read(XDP_OPTIONS, "XDP_OPTIONS", into: &options)
        return options.flags & UInt32(XDP_OPTIONS_ZEROCOPY) != 0 ? .zeroCopy : .copy
    }

    /// Has this socket poll the device itself, for so many microseconds at a time.
    package borrowing func preferBusyPoll(microseconds: Int) throws(SystemError) {
        let options: [(CInt, String, Int)] = [
            (CInt(clinux_SO_PREFER_BUSY_POLL), "SO_PREFER_BUSY_POLL", 1),
            (SO_BUSY_POLL, "SO_BUSY_POLL", microseconds),
            (CInt(clinux_SO_BUSY_POLL_BUDGET), "SO_BUSY_POLL_BUDGET", 64),
        ]
        for (option, name, value) in options {
            try descriptor.setOption(SOL_SOCKET, option, name, to: CInt(value), on: interface)
        }
    }

    /// Has the driver look for frames and for memory: what it asked for, or a busy poll.
    @inline(__always)
    package borrowing func wakeDriver() {
        recv(descriptor.number, nil, 0, CInt(MSG_DONTWAIT))
    }

    /// What the kernel counted since the socket was made: `XDP_STATISTICS`.
    package borrowing func statistics() throws(SystemError) -> xdp_statistics {
        var statistics = xdp_statistics()
        try read(XDP_STATISTICS, "XDP_STATISTICS", into: &statistics)
        return statistics
    }

    private borrowing func set<Value: BitwiseCopyable>(
        _ option: CInt, _ name: String, to value: Value
    ) throws(SystemError) {
        try descriptor.setOption(CInt(clinux_SOL_XDP), option, name, to: value, on: interface)
    }

    private borrowing func read<Value: BitwiseCopyable>(
        _ option: CInt, _ name: String, into value: inout Value
    ) throws(SystemError) {
        try descriptor.readOption(
            CInt(clinux_SOL_XDP), option, name, into: &value, on: interface)
    }
}
