package import Frames

/// What an engine really sent in one run.
///
/// Frames are those of the run only. Anything an engine cannot know is `nil`.
package struct TrafficReport: Sendable, Hashable {
    /// Frames that were to be sent; `nil` if as many as possible.
    package var intended: Int?
    /// Frames handed to the path, lost there or not: RFC 2285's offered load, as a count.
    package var offered = 0
    /// Bytes of those frames, API length.
    package var offeredBytes = 0
    /// Frames the path accepted; `nil` if the engine is not told.
    package var accepted: Int?
    /// Frames the path refused at once (ENOBUFS): offered, and lost before the receiver.
    package var refused: Int?
    /// Times the send buffer was full (EAGAIN): the sender throttled itself.
    package var sendBufferFull: Int?
    /// `CLOCK_MONOTONIC` of the first and the last send.
    package var firstSendNanoseconds: Int64?
    package var lastSendNanoseconds: Int64?
    /// The longest time between two sends; `nil` below two.
    package var longestGapNanoseconds: Int64?
    package var gapsOver1ms: Int?
    /// Total length of the gaps over 1 ms.
    package var gapNanoseconds: Int64?
    /// Most frames sent within any 100 µs.
    package var densest100us: Int?
    /// How far the schedule was moved because the debt had grown too large.
    package var lateShiftNanoseconds: Int64?
    /// The times between one frame's departure and the next one's, as a histogram without its
    /// empty bins, ascending; empty if the engine does not know them.
    ///
    /// Frames that one system call sent have left together: a gap of 0.
    package var gaps: [TimeBin] = []
    /// Frames per second as an external program reported them, where nothing better is known.
    package var reportedRate: Double?
    /// Frames that an external program says it sent: a claim, which may mean ``offered`` or
    /// ``accepted``.
    package var claimed: Int?
    /// Segments that TCP sent again; `nil` where there is no TCP.
    package var retransmitted: Int?
    /// The sequence number that follows the run's last byte; `nil` where there is no TCP.
    package var nextSequence: UInt32?
    /// CPU time of the sending thread or program.
    package var cpuNanoseconds: Int64?
    /// Why the run ended before its time, with everything above still true; `nil` if it did not.
    package var failure: TrafficError?

    /// - Parameter intended: `nil` if nothing is intended: as fast as it goes.
    package init(intended: Int?) {
        self.intended = intended
    }

    /// Frames per second between the first and the last send; `nil` below two frames.
    ///
    /// `(offered − 1) / (last − first)`: the frames of n − 1 periods.
    package var offeredRate: Double? {
        guard offered > 1, let first = firstSendNanoseconds, let last = lastSendNanoseconds,
            last > first
        else { return reportedRate }
        return Double(offered - 1) / (Double(last - first) / 1e9)
    }
}
