import CLinux
import Glibc

/// Room for the frames of one recvmmsg(2).
package final class ReceiveBatch {
    private let slots: FrameSlots
    private let vectors: UnsafeMutablePointer<iovec>
    private let headers: UnsafeMutablePointer<clinux_mmsghdr>

    /// Room for `capacity` frames, of which at most `frameBytes` are kept.
    package init(capacity: Int, frameBytes: Int) throws(SystemError) {
        slots = try FrameSlots(count: capacity, frameBytes: frameBytes)
        vectors = .allocate(capacity: capacity)
        headers = .allocate(capacity: capacity)
        for index in 0..<capacity {
            vectors[index] = iovec(
                iov_base: slots.start + index * slots.stride, iov_len: frameBytes)
            headers[index] = clinux_mmsghdr()
            headers[index].vectors = UnsafeMutableRawPointer(vectors + index)
            headers[index].vector_count = 1
        }
    }

    deinit {
        vectors.deallocate()
        headers.deallocate()
    }

    /// One frame of the last call: the bytes kept, and the length on the wire.
    @inline(__always)
    package func frame(_ index: Int) -> (UnsafeRawBufferPointer, length: Int) {
        let length = Int(headers[index].length)
        return (slots.frame(index, length: length), length)
    }

    /// Receives the frames that are there, at most as many as there is room for.
    ///
    /// Never throws, because it runs once per batch.
    /// - Parameter waiting: for the first of them, as long as `SO_RCVTIMEO` says; never for a further
    ///   one (`MSG_WAITFORONE`).
    /// - Returns: their number, at least 1, or `-errno`.
    @inline(__always)
    package func receive(from socket: borrowing PacketSocket, waiting: Bool) -> Int {
        let wait = waiting ? CInt(clinux_MSG_WAITFORONE) : CInt(MSG_DONTWAIT)
        let count = clinux_recvmmsg(
            socket.descriptor.number, headers, CUnsignedInt(slots.count),
            CInt(MSG_TRUNC) | wait)
        return count >= 0 ? Int(count) : -Int(errno)
    }
}
