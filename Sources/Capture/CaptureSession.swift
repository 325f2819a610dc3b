package import Frames
import Kernel

/// An open capture: one socket or ring and its consumer loop.
///
/// Created on the capture thread and used on it only, so not `Sendable`. Closed when released.
package protocol CaptureSession: AnyObject {
    /// Takes the frames that are there, waiting for the first of them if there are none.
    ///
    /// Returns after everything available or as many frames as it takes at once, whichever comes
    /// first; that may be one frame. A frame is handed to the tally as soon as it is there: others
    /// are not waited for. Waits at most `timeoutMilliseconds` before a frame; only `recv` waits
    /// before each, which is what its program would do.
    ///
    /// An option `batch` is the most frames of one system call. A backend that has it makes one such
    /// call in a receive, so that a receive takes as many frames at most.
    /// - Returns: frames taken; 0 after the timeout, after a signal, so that the caller can look up
    ///   what the signal was for, and once after the interface went down.
    /// - Throws: ``CaptureError/interfaceDown(_:)`` when the interface went away and a timeout has
    ///   passed without a frame of before, otherwise ``CaptureError/system(_:)``.
    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int

    /// Lets frames in, of a session that shares them with others: all of its group are open by now.
    func openIntake() throws(CaptureError)

    /// What it shares frames by, for the workers after it; `nil` if it does not.
    var group: WorkerGroup? { get }

    /// Lets no more frames in; those that are there stay, and so do the counters.
    func closeIntake() throws(CaptureError)

    /// Has the next receive take frames, too, that the kernel would hand over later; once, after
    /// ``closeIntake()``.
    func showOpen()

    /// How long a frame may be there before it is handed over, in milliseconds; not counting what
    /// ``showOpen()`` shows.
    var handOverDelay: Int32 { get }

    /// The kernel's counters since the session was opened, 64 bits wide.
    func counters() throws(CaptureError) -> CaptureCounters

    /// What the kernel granted, read back after opening.
    var granted: Granted { get }

    /// Frames of this traffic that the kernel would hold for a consumer that has stopped.
    ///
    /// Blocks of a V3 ring count as full, which they are under overload: the retire timeout may
    /// close them earlier. `truesize` is the bytes the kernel charges for one frame, as measured;
    /// only a socket queue needs it. `nil` if it cannot be told.
    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int?

    /// Calls made that wait in the kernel until frames, the timeout or a signal end them.
    ///
    /// At least as many as the thread was woken up: a call that finds frames at once counts too.
    /// 0 for ever if the session spins (`wake_up = busy`).
    var wakeUps: UInt64 { get }

    /// Whether a program of others captures, and this session only looks after it.
    ///
    /// Its frames are not seen here: only ``finish(into:)`` tells, as far as the program does.
    var isTool: Bool { get }

    /// Ends the program of others, and counts the frames in the file that it wrote, if it did;
    /// `nil` from a session that has no program.
    ///
    /// - Throws: ``CaptureError/hung(_:)`` if it had to be killed.
    func finish(into tally: inout FrameTally) throws(CaptureError) -> ToolReport?
}

extension CaptureSession {
    package var isTool: Bool { false }
    package func openIntake() {}
    package var group: WorkerGroup? { nil }
    package func closeIntake() {}
    package func showOpen() {}
    package var handOverDelay: Int32 { 1 }

    /// Lets no more frames in, and takes all that are there.
    package func takeRest(into tally: inout FrameTally) throws(CaptureError) {
        try closeIntake()
        Poll.sleep(until: MonotonicClock.now() + ClosedIntake.settling)
        try takeAll(into: &tally)
        showOpen()
        try takeAll(into: &tally)
    }

    /// Takes what is there, until nothing more comes.
    private func takeAll(into tally: inout FrameTally) throws(CaptureError) {
        let deadline = MonotonicClock.now() + ClosedIntake.patience
        repeat {
            do throws(CaptureError) {
                if try receive(into: &tally, timeoutMilliseconds: handOverDelay) == 0 { break }
            } catch .interfaceDown, .interfaceVanished {
                // Told once, and what came before is there still.
                continue
            }
        } while MonotonicClock.now() < deadline
    }

    package func finish(into tally: inout FrameTally) throws(CaptureError) -> ToolReport? { nil }
}

/// Times at the end of a capture (ns).
enum ClosedIntake {
    /// Until what another CPU is still writing is there.
    static let settling: Int64 = 20_000_000
    /// For reading what is there: a frame that takes a millisecond of work, and a ring of many.
    static let patience: Int64 = 10_000_000_000
}
