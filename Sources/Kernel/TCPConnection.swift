import CLinux
import Glibc

/// Both ends of a TCP connection between two network namespaces, in one thread's hands.
///
/// One thread, so that nobody has to be woken to read: what was sent is thrown away at the other end
/// by ``discard()``, when the sender has time.
package final class TCPConnection {
    private let sender: Descriptor
    private let receiver: Descriptor

    /// What the sending end has done.
    package struct TCPCounts: Sendable, Hashable {
        /// Segments with data, those sent again included.
        package let segments: UInt32
        package let retransmitted: UInt32
        /// Whether everything that was handed over was sent and acknowledged.
        package let isSettled: Bool
    }

    /// An IPv4 address and a port.
    package struct StreamPosition: Sendable, Hashable {
        /// As a number: 198.18.0.1 is 0xC6120001.
        package let address: UInt32
        package let port: UInt16

        package init(address: UInt32, port: UInt16) {
            (self.address, self.port) = (address, port)
        }
    }

    /// Connects from the calling thread's network namespace to the one at `peer`.
    ///
    /// - Throws: `SystemError`; `EACCES` or `EPERM` if the caller may not enter that one.
    package init(from source: StreamPosition, to target: StreamPosition, peer: String)
        throws(SystemError)
    {
        let listener = try NetworkNamespace(at: peer).enter { () throws(SystemError) in
            let listener = Listener(descriptor: try Self.open())
            try Self.bind(listener.descriptor, to: target)
            try systemCall("listen") { listen(listener.descriptor.number, 1) }
            return listener
        }
        sender = try Self.open()
        try Self.bind(sender, to: source)
        try Self.prepare(sender)
        let number = sender.number
        try Self.withAddress(target) { (address, length) throws(SystemError) in
            try systemCall("connect", on: "the other namespace") {
                connect(number, address, length)
            }
        }
        receiver = Descriptor(
            owning: try systemCall("accept") {
                accept(listener.descriptor.number, nil, nil)
            })
    }

    /// A descriptor that can be handed out of a closure.
    private final class Listener {
        let descriptor: Descriptor
        init(descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    private static func open() throws(SystemError) -> Descriptor {
        Descriptor(
            owning: try systemCall("socket(SOCK_STREAM)") {
                socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
            })
    }

    private static func bind(
        _ descriptor: borrowing Descriptor, to place: StreamPosition
    ) throws(SystemError) {
        let number = descriptor.number
        try withAddress(place) { (address, length) throws(SystemError) in
            try systemCall("bind") { Glibc.bind(number, address, length) }
        }
    }

    /// A connection that is not accepted within this time has no way.
    private static func prepare(_ descriptor: borrowing Descriptor) throws(SystemError) {
        let patience = timeval(tv_sec: 2, tv_usec: 0)
        try descriptor.setOption(
            SOL_SOCKET, SO_SNDTIMEO, "SO_SNDTIMEO", to: patience, on: nil)
        let number = descriptor.number
        try systemCall("setsockopt(TCP_NODELAY)") { clinux_tcp_no_delay(number) }
    }

    private static func withAddress(
        _ place: StreamPosition,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        var address = sockaddr_in()
        address.sin_family = UInt16(AF_INET)
        address.sin_port = place.port.bigEndian
        address.sin_addr.s_addr = place.address.bigEndian
        let storage = UnsafeMutablePointer<sockaddr_in>.allocate(capacity: 1)
        defer { storage.deallocate() }
        storage.initialize(to: address)
        let raw = UnsafeRawPointer(storage).assumingMemoryBound(to: sockaddr.self)
        try body(raw, socklen_t(MemoryLayout<sockaddr_in>.size))
    }

    /// Sends so many bytes as one segment, if there is room for it now.
    ///
    /// MSG_EOR keeps what comes later out of the segment, TCP_NODELAY what came before.
    ///
    /// - Returns: whether it was taken.
    package func send(
        _ bytes: UnsafeRawPointer, count: Int
    ) throws(SystemError) -> Bool {
        let flags = CInt(MSG_EOR) | CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)
        let sent = Glibc.send(sender.number, bytes, count, flags)
        if sent == count { return true }
        guard sent < 0 else {
            throw SystemError(call: "send (in part)", code: EMSGSIZE)
        }
        let code = errno
        guard code == EAGAIN || code == EINTR else { throw SystemError(call: "send", code: code) }
        return false
    }

    /// Throws away what has arrived, without copying it.
    package func discard() {
        // Of a stream MSG_TRUNC discards instead of copying, tcp(7).
        let flags = CInt(MSG_TRUNC) | CInt(MSG_DONTWAIT)
        while recv(receiver.number, nil, 1 << 20, flags) == 1 << 20 {}
    }

    package func counts() throws(SystemError) -> TCPCounts {
        var counts = clinux_tcp_counts()
        let number = sender.number
        try systemCall("getsockopt(TCP_INFO)") { clinux_tcp_counts(number, &counts) }
        return TCPCounts(
            segments: counts.data_segments_out, retransmitted: counts.retransmitted,
            isSettled: counts.unsent_bytes == 0 && counts.unacknowledged == 0)
    }

    /// The sequence number of the next byte.
    package func nextSequence() throws(SystemError) -> UInt32 {
        var sequence: UInt32 = 0
        let number = sender.number
        try systemCall("setsockopt(TCP_REPAIR)") { clinux_tcp_next_sequence(number, &sequence) }
        return sequence
    }
}
