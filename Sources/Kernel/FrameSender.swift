import CLinux
import Glibc

/// A packet socket that only sends: frames go out as they are, and none come in.
///
/// Protocol 0, so that the socket is not hooked into reception (packet(7)).
package final class FrameSender {
    private var sockets: [Outlet]
    private let interface: String
    private var next = 0
    /// How many sockets share the work.
    package var socketCount: Int { sockets.count }
    /// Bytes of send buffer that the kernel granted, over all sockets.
    package let sendBufferBytes: Int

    /// Opens enough sockets on `interface` for `sendBufferBytes` to be in flight at once.
    ///
    /// A sent frame is charged to its socket until the receiver is done with it. One socket of an
    /// unprivileged user may hold less than a device queue does, and would then throttle the
    /// sender instead of letting the queue overflow; so several share the work.
    ///
    /// - Parameters:
    ///   - perSocket: bytes to ask for on each of them.
    ///   - bypassesQdisc: whether frames go to the driver past the queueing discipline.
    package init(
        interface: String, sendBufferBytes wanted: Int, perSocket: Int = .max,
        bypassesQdisc: Bool = false
    ) throws(SystemError) {
        guard let index = Interface.index(of: interface) else {
            throw SystemError(call: "if_nametoindex", code: ENODEV, subject: interface)
        }
        var opened: [Outlet] = []
        var granted = 0
        do {
            while granted < wanted && opened.count < 64 {
                let socket = try Self.open(interface: interface, index: index)
                opened.append(Outlet(number: socket))
                if bypassesQdisc { try Self.bypassQdisc(socket, interface) }
                let bytes = try Self.enlarge(socket, to: min(wanted, perSocket))
                opened[opened.count - 1].bufferBytes = bytes
                granted += bytes
            }
        } catch {
            opened.forEach { close($0.number) }
            throw error
        }
        self.interface = interface
        sockets = opened
        sendBufferBytes = granted
    }

    deinit {
        sockets.forEach { close($0.number) }
    }

    /// One of the sockets.
    private struct Outlet {
        let number: CInt
        /// What its frames in flight may be charged before a call is refused: `SO_SNDBUF`.
        var bufferBytes = 0
        /// What they are charged at most: frames sent since it was asked are in here at an upper
        /// bound, frames that the receiver is done with still are.
        var chargedBytes = 0

        /// How many frames of this charge it surely takes.
        mutating func room(charge: Int, wanted: Int) -> Int {
            if chargedBytes + wanted * charge > bufferBytes {
                var bytes: CInt = 0
                guard ioctl(number, UInt(TIOCOUTQ), &bytes) == 0 else { return wanted }
                chargedBytes = Int(bytes)
            }
            return min(wanted, (bufferBytes - chargedBytes) / charge)
        }
    }

    /// What became of a batch.
    package enum Sent: Sendable, Hashable {
        /// This many frames, from the first on, were accepted.
        case sent(Int)
        /// This many frames were accepted, and the one after them was dropped on its way.
        case sentThenDropped(Int)
        /// The first frame was dropped on its way: ENOBUFS. It was offered, and lost.
        case dropped
        /// The first frame was not sent because every send buffer is full: EAGAIN.
        case sendBufferFull
    }

    /// Sends `count` frames of the batch, from `first` on: sendmmsg(2), never blocking.
    ///
    /// The kernel hides the error of a later frame behind the count of those before it, so a count
    /// that falls short would be ambiguous: dropped on its way (and counted by the device; sent
    /// again it would be there twice), or never sent for want of send buffer. Therefore no more is
    /// sent than the buffer surely holds, and a shortfall means a drop, unless the interface is
    /// down: then the frame never got there, and the next call says so.
    /// - Throws: on anything that is not a loss on the path, such as ENETDOWN.
    package func send(
        _ batch: FrameBatch, from first: Int, count: Int
    ) throws(SystemError) -> Sent {
        var full = 0
        while full < sockets.count {
            let index = next
            next = next + 1 == sockets.count ? 0 : next + 1
            let fitting = sockets[index].room(charge: batch.largestCharge, wanted: count)
            guard fitting > 0 else {
                full += 1
                continue
            }
            let sent = clinux_sendmmsg(
                sockets[index].number, batch.messages(from: first), CUnsignedInt(fitting),
                CInt(MSG_DONTWAIT))
            if sent > 0 {
                sockets[index].chargedBytes += Int(sent) * batch.largestCharge
                let isShort = Int(sent) < fitting && isUp(sockets[index].number)
                return isShort ? .sentThenDropped(Int(sent)) : .sent(Int(sent))
            }
            switch errno {
            case ENOBUFS: return .dropped
            case EAGAIN: full += 1
            case EINTR: continue
            case let code: throw SystemError(call: "sendmmsg", code: code, subject: interface)
            }
        }
        return .sendBufferFull
    }

    /// Sends one frame: send(2), never blocking, with an errno of its own.
    ///
    /// - Throws: as ``send(_:from:count:)``.
    package func send(
        _ frame: UnsafeRawPointer, length: Int
    ) throws(SystemError) -> Sent {
        var full = 0
        while full < sockets.count {
            let socket = sockets[next].number
            next = next + 1 == sockets.count ? 0 : next + 1
            if Glibc.send(socket, frame, length, CInt(MSG_DONTWAIT)) >= 0 { return .sent(1) }
            switch errno {
            case ENOBUFS: return .dropped
            case EAGAIN: full += 1
            case EINTR: continue
            case let code: throw SystemError(call: "send", code: code, subject: interface)
            }
        }
        return .sendBufferFull
    }

    private func isUp(_ socket: CInt) -> Bool {
        let flags = clinux_interface_flags_by(socket, interface)
        return flags != -1 && flags & CInt(clinux_IFF_UP) != 0
    }

    /// Opens a packet socket that sends on the interface and receives nothing.
    static func open(interface: String, index: Int) throws(SystemError) -> CInt {
        let socket = try systemCall("socket(AF_PACKET)", on: interface) {
            Glibc.socket(AF_PACKET, CInt(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_ifindex = CInt(index)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_ll>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(socket)
            throw SystemError(call: "bind", code: code, subject: interface)
        }
        return socket
    }

    /// Has frames go to the driver at once, past the queueing discipline.
    ///
    /// Source: `PACKET_QDISC_BYPASS`, packet(7). What the driver does not take then is dropped
    /// (`__dev_direct_xmit`).
    static func bypassQdisc(_ socket: CInt, _ interface: String) throws(SystemError) {
        var yes: CInt = 1
        try systemCall("setsockopt(PACKET_QDISC_BYPASS)", on: interface) {
            setsockopt(
                socket, SOL_PACKET, PACKET_QDISC_BYPASS, &yes,
                socklen_t(MemoryLayout<CInt>.size))
        }
    }

    /// Asks for a send buffer, by force where allowed; returns what was granted.
    static func enlarge(_ socket: CInt, to bytes: Int) throws(SystemError) -> Int {
        var wanted = CInt(clamping: bytes)
        let size = socklen_t(MemoryLayout<CInt>.size)
        if setsockopt(socket, SOL_SOCKET, CInt(clinux_SO_SNDBUFFORCE), &wanted, size) != 0 {
            _ = setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &wanted, size)
        }
        var granted: CInt = 0
        var length = size
        try systemCall("getsockopt(SO_SNDBUF)") {
            getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &granted, &length)
        }
        return Int(granted)
    }
}
