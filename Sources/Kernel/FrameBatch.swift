import CLinux
import Glibc

/// Frames side by side in memory, ready for one sendmmsg(2).
package final class FrameBatch {
    package let capacity: Int
    /// More than a socket is charged for any frame of the batch: its `truesize`.
    ///
    /// The data is rounded up to a power of two, with headroom and `skb_shared_info` in it, and
    /// `struct sk_buff` comes on top; or it is in pages (`sock_alloc_send_pskb`).
    let largestCharge: Int
    /// Bytes from one frame to the next.
    package let stride: Int
    /// The first byte of the first frame; valid as long as the batch lives.
    package let memory: UnsafeMutableRawPointer
    private let vectors: UnsafeMutablePointer<iovec>
    private let headers: UnsafeMutablePointer<clinux_mmsghdr>

    /// Room for `capacity` frames of at most `frameBytes` bytes (API length), zeroed.
    package init(capacity: Int, frameBytes: Int) {
        self.capacity = capacity
        largestCharge = 2 * (frameBytes + 512) + 1024
        stride = (frameBytes + 63) & ~63
        memory = .allocate(byteCount: stride * capacity, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: stride * capacity)
        vectors = .allocate(capacity: capacity)
        headers = .allocate(capacity: capacity)
        for index in 0..<capacity {
            vectors[index] = iovec(iov_base: memory + index * stride, iov_len: frameBytes)
            headers[index] = clinux_mmsghdr()
            headers[index].vectors = UnsafeMutableRawPointer(vectors + index)
            headers[index].vector_count = 1
        }
    }

    deinit {
        memory.deallocate()
        vectors.deallocate()
        headers.deallocate()
    }

    /// The bytes of one frame.
    package func frame(_ index: Int) -> UnsafeMutableRawPointer { memory + index * stride }

    /// Sets the API length of one frame.
    package func setLength(_ length: Int, of index: Int) {
        vectors[index].iov_len = length
    }

    /// The messages from `index` on.
    func messages(from index: Int) -> UnsafeMutablePointer<clinux_mmsghdr> { headers + index }
}
