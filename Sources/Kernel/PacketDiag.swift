import CLinux
import Glibc

/// Asks the kernel how the packet sockets of this network namespace are set up.
///
/// Needs no privilege, but `CONFIG_PACKET_DIAG`. Source: sock_diag(7), `net/packet/diag.c`.
package enum PacketDiag {
    /// The receive ring of a packet socket; `nil` if it has none.
    ///
    /// The kernel answers in the socket's terms, so this is what it really made, whoever asked for
    /// it. The calling thread must be in the socket's network namespace.
    /// - Throws: `SystemError`; `ENOENT` of `sock_diag` where the kernel has no packet_diag.
    package static func receiveRing(of socket: CInt) throws(SystemError) -> RingGeometry? {
        var status = stat()
        try systemCall("fstat") { fstat(socket, &status) }
        return try receiveRing(inode: UInt32(truncatingIfNeeded: status.st_ino))
    }

    /// The receive ring of the packet socket of this inode, whoever's it is; `nil` if it has none.
    package static func receiveRing(inode: UInt32) throws(SystemError) -> RingGeometry? {
        let diag = Descriptor(
            owning: try systemCall("socket(NETLINK_SOCK_DIAG)") {
                Glibc.socket(
                    AF_NETLINK, CInt(SOCK_RAW.rawValue) | CInt(SOCK_CLOEXEC.rawValue),
                    CInt(NETLINK_SOCK_DIAG))
            })
        try request(diag)
        return try answer(diag, inode: inode)
    }

    private struct Request: BitwiseCopyable {
        var header = nlmsghdr()
        var body = packet_diag_req()
    }

    /// The kernel only answers for all sockets at once.
    private static func request(_ diag: borrowing Descriptor) throws(SystemError) {
        var request = Request()
        request.header.nlmsg_len = UInt32(MemoryLayout<Request>.size)
        request.header.nlmsg_type = UInt16(SOCK_DIAG_BY_FAMILY)
        request.header.nlmsg_flags = UInt16(NLM_F_REQUEST | NLM_F_ROOT | NLM_F_MATCH)
        request.body.sdiag_family = UInt8(AF_PACKET)
        request.body.pdiag_show = UInt32(PACKET_SHOW_RING_CFG)
        let number = diag.number
        try systemCall("send(sock_diag)") {
            send(number, &request, MemoryLayout<Request>.size, 0)
        }
    }

    private static func answer(
        _ diag: borrowing Descriptor, inode: UInt32
    ) throws(SystemError) -> RingGeometry? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
        defer { buffer.deallocate() }
        let number = diag.number
        var ring: RingGeometry?
        while true {
            let length = try systemCall("recv(sock_diag)") {
                recv(number, buffer.baseAddress, buffer.count, 0)
            }
            let answer = UnsafeRawBufferPointer(rebasing: buffer[..<length])
            if try read(answer, inode: inode, into: &ring) { return ring }
        }
    }

    /// Reads one datagram; true after the last message.
    private static func read(
        _ answer: UnsafeRawBufferPointer, inode: UInt32, into ring: inout RingGeometry?
    ) throws(SystemError) -> Bool {
        let headerSize = MemoryLayout<nlmsghdr>.size
        var rest = answer[...]
        while rest.count >= headerSize {
            let message = UnsafeRawBufferPointer(rebasing: rest)
            let header = message.loadUnaligned(as: nlmsghdr.self)
            let length = Int(header.nlmsg_len)
            guard length >= headerSize, length <= message.count else { return true }
            let body = UnsafeRawBufferPointer(rebasing: message[headerSize..<length])
            switch CInt(header.nlmsg_type) {
            case CInt(NLMSG_DONE): return true
            case CInt(NLMSG_ERROR):
                let code = body.count >= 4 ? -body.loadUnaligned(as: CInt.self) : EPROTO
                throw SystemError(call: "sock_diag", code: code)
            default:
                if let found = receiveRing(in: body, inode: inode) { ring = found }
            }
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return false
    }

    private static func receiveRing(
        in body: UnsafeRawBufferPointer, inode: UInt32
    ) -> RingGeometry? {
        let size = MemoryLayout<packet_diag_msg>.size
        guard body.count >= size,
            body.loadUnaligned(as: packet_diag_msg.self).pdiag_ino == inode
        else { return nil }
        var rest = body[size...]
        while rest.count >= 4 {
            let attribute = UnsafeRawBufferPointer(rebasing: rest)
            let length = Int(attribute.loadUnaligned(as: UInt16.self))
            let kind = attribute.loadUnaligned(fromByteOffset: 2, as: UInt16.self)
            guard length >= 4, length <= attribute.count else { return nil }
            if kind == UInt16(PACKET_DIAG_RX_RING),
                length >= 4 + MemoryLayout<packet_diag_ring>.size
            {
                let ring = attribute.loadUnaligned(fromByteOffset: 4, as: packet_diag_ring.self)
                return RingGeometry(ring)
            }
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return nil
    }
}

extension RingGeometry {
    fileprivate init(_ ring: packet_diag_ring) {
        self.init(
            blockSize: Int(ring.pdr_block_size), blockCount: Int(ring.pdr_block_nr),
            frameSize: Int(ring.pdr_frame_size), frameCount: Int(ring.pdr_frame_nr),
            retireTimeout: Int(ring.pdr_retire_tmo), privateBytes: Int(ring.pdr_sizeof_priv),
            fillsHash: ring.pdr_features & UInt32(TP_FT_REQ_FILL_RXHASH) != 0)
    }
}
