import CURing
import Glibc

/// Receives from a socket with io_uring(7): one multishot recv into buffers that a ring provides.
///
/// Used on the thread that made it only (`IORING_SETUP_SINGLE_ISSUER`).
///
/// Source: io_uring_prep_recv_multishot(3), io_uring_register_buf_ring(3).
package final class UringReceiver {
    /// What became of the multishot recv.
    package struct UringCounts: Sendable, Hashable {
        /// Times it had ended and was begun anew.
        package let rearms: UInt64
        /// Times of these that it had found no buffer: `ENOBUFS`, which loses no frame.
        package let exhausted: UInt64
        /// Times the recv slept while the socket had frames, and was begun anew.
        package let missed: UInt64
        /// Times the kernel found the completion queue full.
        package let overflows: UInt64
    }

    private let receiver: OpaquePointer
    private let slots: FrameSlots
    private let frames: UnsafeMutablePointer<uring_frame>
    /// Frames that ``take(nanoseconds:)`` returns at most.
    private let batch: Int

    /// - Parameters:
    ///   - buffers: their number, a power of two up to 32,768.
    ///   - frameBytes: bytes kept of a frame.
    /// - Throws: `SystemError`; see ``obstacle``.
    package init(
        _ socket: borrowing PacketSocket, buffers: Int, frameBytes: Int
    ) throws(SystemError) {
        slots = try FrameSlots(count: buffers, frameBytes: frameBytes)
        batch = min(buffers, 1024)
        receiver = try Self.open(socket.descriptor.number, slots)
        frames = .allocate(capacity: batch)
    }

    private static func open(
        _ socket: CInt, _ slots: borrowing FrameSlots
    ) throws(SystemError) -> OpaquePointer {
        var step: UnsafePointer<CChar>?
        guard
            let receiver = uring_receiver_open(
                socket, slots.start, UInt32(slots.count), slots.stride, UInt32(slots.frameBytes),
                &step)
        else {
            let code = errno
            throw SystemError(call: step.map { String(cString: $0) } ?? "io_uring", code: code)
        }
        return receiver
    }

    deinit {
        uring_receiver_close(receiver)
        frames.deallocate()
    }

    /// Takes frames that are there; if there are none, waits for the first at most so long.
    ///
    /// - Returns: their number, or `-errno`: `ETIME` if none came in time.
    @inline(__always)
    package func take(nanoseconds: Int64) -> Int {
        Int(uring_receiver_take(receiver, frames, UInt32(batch), nanoseconds))
    }

    /// One of the frames that were taken: the bytes kept, and the length on the wire.
    @inline(__always)
    package func frame(_ index: Int) -> (UnsafeRawBufferPointer, length: Int) {
        let frame = frames[index]
        return (slots.frame(Int(frame.buffer), length: Int(frame.length)), Int(frame.length))
    }

    /// Gives the buffers of the frames that were taken back to the kernel.
    @inline(__always)
    package func giveBack(_ count: Int) {
        uring_receiver_return(receiver, frames, UInt32(count))
    }

    /// The errno that a recv ended with since this was asked last; 0 if none.
    package func takeFailure() -> CInt { uring_receiver_failure(receiver) }

    package var counts: UringCounts {
        let counts = uring_receiver_counts(receiver)
        return UringCounts(
            rearms: counts.rearms, exhausted: counts.exhausted, missed: counts.missed,
            overflows: counts.overflows)
    }

    /// Why there can be none here; `nil` if there can.
    ///
    /// Found by trying, once.
    package static let obstacle: String? = {
        do throws(SystemError) {
            let slots = try FrameSlots(count: 1, frameBytes: 64)
            uring_receiver_close(try open(-1, slots))
            return nil
        } catch {
            return obstacle(error)
        }
    }()

    /// What a failed attempt means.
    static func obstacle(
        _ error: SystemError, sysctl: String? = try? ProcFile.text(sysctlPath)
    ) -> String {
        switch error.code {
        case ENOSYS: "the kernel has no io_uring (CONFIG_IO_URING), or a seccomp filter hides it"
        case EPERM where sysctl == "2": "io_uring is forbidden: kernel.io_uring_disabled is 2"
        case EPERM where sysctl == "1":
            "io_uring is forbidden to this user: kernel.io_uring_disabled is 1, which wants root "
                + "or the group of kernel.io_uring_group"
        case EPERM: "io_uring is forbidden here, as containers do (seccomp)"
        case EINVAL: "needs Linux 6.1 or later (IORING_SETUP_DEFER_TASKRUN)"
        case ENOMEM: "io_uring finds no memory: see the limit of locked memory (ulimit -l)"
        default: error.description
        }
    }

    private static let sysctlPath = "/proc/sys/kernel/io_uring_disabled"
}
