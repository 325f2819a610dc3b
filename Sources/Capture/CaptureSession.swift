package import Frames

/// An open capture: one socket or ring and its consumer loop.
///
/// Created on the capture thread and used on it only, so not `Sendable`. Closed when released.
package protocol CaptureSession: AnyObject {
    /// Takes the frames that are there, waiting for the first of them if there are none.
    ///
    /// One call per batch: returns after everything available or one batch bound, whichever comes
    /// first. Waits at most `timeoutMilliseconds`, and for the first frame only.
    /// - Returns: frames taken; 0 after the timeout, and after a signal, so that the caller can look
    ///   up what the signal was for.
    /// - Throws: ``CaptureError/interfaceDown(_:)`` when the interface went away and a timeout has
    ///   passed without a frame of before, otherwise ``CaptureError/system(_:)``.
    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int

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
    package func finish(into tally: inout FrameTally) throws(CaptureError) -> ToolReport? { nil }
}
