import CBPF
import Glibc

/// The XDP program that gives the frames of each queue of an interface to an `AF_XDP` socket.
///
/// It is taken from the interface when this object goes, or the process ends.
///
/// Any thread may use it once it is attached.
package final class XDPRedirect: Sendable {
    /// Where the program runs.
    package enum AttachMode: String, Sendable {
        /// In the driver, before the kernel has made an skb.
        case native
        /// Behind the driver, on the skb; on every interface.
        case generic
    }

    // After attaching nothing behind it changes but the kernel's map; the compiler cannot know.
    private nonisolated(unsafe) let capture: OpaquePointer

    /// Loads the program, for so many queues from 0 on.
    ///
    /// - Throws: `EPERM` without CAP_BPF and CAP_NET_ADMIN.
    package init(queues: Int) throws(SystemError) {
        var step: UnsafePointer<CChar>?
        guard let capture = xdp_capture_open(UInt32(queues), &step) else {
            let code = errno
            throw SystemError(call: step.map { String(cString: $0) } ?? "bpf", code: code)
        }
        self.capture = capture
    }

    deinit { xdp_capture_close(capture) }

    /// Puts it on the interface.
    ///
    /// - Throws: `EOPNOTSUPP` if the driver runs no such programs, `EBUSY` or `EEXIST` if there is
    ///   another program.
    package func attach(to interface: String, _ place: AttachMode) throws(SystemError) {
        try systemCall("bpf(BPF_LINK_CREATE) of an XDP program", on: interface) {
            xdp_capture_attach(capture, if_nametoindex(interface), place == .native ? 1 : 0)
        }
    }

    /// Has the frames of a queue go to this socket, which is bound to it.
    package func direct(
        queue: Int, to socket: borrowing XDPSocket
    ) throws(SystemError) {
        let number = socket.descriptor.number
        try systemCall("bpf(BPF_MAP_UPDATE_ELEM)") {
            xdp_capture_direct(capture, UInt32(queue), number)
        }
    }

    /// Has the frames of a queue go on to the kernel's stack again.
    package func redirectNone(of queue: Int) throws(SystemError) {
        try systemCall("bpf(BPF_MAP_DELETE_ELEM)") {
            xdp_capture_direct(capture, UInt32(queue), -1)
        }
    }

    /// Why there can be neither program nor socket here; `nil` if there can.
    ///
    /// Found by trying, once.
    package static let obstacle: String? = {
        do throws(SystemError) {
            _ = try XDPSocket(interface: "lo")
            _ = try XDPRedirect(queues: 1)
            return nil
        } catch {
            switch error.code {
            case EPERM, EACCES: return "needs root (CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW)"
            case EAFNOSUPPORT: return "the kernel has no AF_XDP (CONFIG_XDP_SOCKETS)"
            case ENOSYS: return "the kernel has no bpf(2)"
            default: return error.description
            }
        }
    }()
}
