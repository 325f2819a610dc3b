package import CLinux
import Glibc

/// A classic BPF program for `SO_ATTACH_FILTER`, socket(7).
///
/// It returns the bytes to keep of a frame, 0 to reject it.
package struct SocketFilter: Sendable {
    package var instructions: [sock_filter]

    package init(instructions: [sock_filter]) {
        self.instructions = instructions
    }

    /// Accepts every frame and keeps this many bytes of it.
    package static func keeping(_ snaplen: Int) -> SocketFilter {
        let code = UInt16(BPF_RET | BPF_K)
        let bytes = UInt32(clamping: snaplen)
        return SocketFilter(instructions: [sock_filter(code: code, jt: 0, jf: 0, k: bytes)])
    }
}

extension PacketSocket {
    /// Attaches a filter, in place of the one before.
    package borrowing func attach(_ filter: SocketFilter) throws(SystemError) {
        try Self.attach(filter, to: descriptor.number, on: interface)
    }
}
