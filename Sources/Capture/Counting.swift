/// How a capture counts its frames.
///
/// What it does with them besides is ``Touch``.
package enum Counting: String, Sendable, CaseIterable {
    /// Counts frames and bytes and never reads the frame: what tracestats does.
    case count
    /// Counts the bytes that were kept as well, and the frames that were cut: what a capture by hand
    /// tells.
    case account
    /// Reads and checks the stamp, and marks the frame in a bitmap: what a trial needs.
    case stamp
    /// The same, and reads the clock for each frame: how long ago it was sent.
    case latency
    /// Reads the TCP sequence number, and marks the segment in a bitmap: for frames that the kernel
    /// made, which carry no stamp.
    case sequence
    /// Tells the frames of a recording by their content, and marks the frame in a bitmap.
    case content
}
