import Glibc

/// The socket's own queue, for those who read it with recv(2).
extension PacketSocket {
    /// Bytes of `truesize` the queue may hold.
    ///
    /// What was set reads back doubled. Source: `SO_RCVBUF`, socket(7).
    package borrowing func receiveBuffer() throws(SystemError) -> Int {
        var bytes: CInt = 0
        try descriptor.readOption(SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF", into: &bytes, on: interface)
        return Int(bytes)
    }

    /// Asks for a queue of this many bytes, which the kernel doubles, and reads back what it is.
    ///
    /// Beyond `net.core.rmem_max` if `CAP_NET_ADMIN` allows (`SO_RCVBUFFORCE`), else capped there.
    package borrowing func setReceiveBuffer(_ bytes: Int) throws(SystemError) -> Int {
        let value = CInt(clamping: bytes)
        do throws(SystemError) {
            try descriptor.setOption(
                SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE", to: value, on: interface)
        } catch {
            guard error.code == EPERM else { throw error }
            try descriptor.setOption(SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF", to: value, on: interface)
        }
        return try receiveBuffer()
    }

    /// Sets how long a receiving call waits, `SO_RCVTIMEO`; 0 would be for ever.
    package borrowing func setReceiveTimeout(milliseconds: Int32) throws(SystemError) {
        let time = timeval(
            tv_sec: Int(milliseconds) / 1000, tv_usec: Int(milliseconds) % 1000 * 1000)
        try descriptor.setOption(SOL_SOCKET, SO_RCVTIMEO, "SO_RCVTIMEO", to: time, on: interface)
    }

    /// Receives one frame; never throws, because it runs once per frame.
    ///
    /// - Returns: the frame's length, which may exceed `buffer` (`MSG_TRUNC`), or `-errno`.
    @inline(__always)
    package borrowing func receive(
        into buffer: UnsafeMutableRawBufferPointer, waiting: Bool
    ) -> Int {
        let flags = CInt(MSG_TRUNC) | (waiting ? 0 : CInt(MSG_DONTWAIT))
        let length = recv(descriptor.number, buffer.baseAddress, buffer.count, flags)
        return length >= 0 ? length : -Int(errno)
    }
}
