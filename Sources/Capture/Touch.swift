/// What the consumer does with each frame.
package enum Touch: String, Sendable, CaseIterable {
    /// Counts frames and bytes and never reads the frame: what tracestats does.
    case count
    /// Reads and checks the stamp, and marks the frame in a bitmap: what a trial needs.
    case stamp
}
