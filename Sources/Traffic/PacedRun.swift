import Frames

/// What one run of a paced session accumulates.
struct PacedRun {
    /// Whether frames have a time at which they are due; without a pace they may all go at once.
    let isPaced: Bool
    /// The sequence number of the next frame.
    private(set) var next = 0
    var accepted = 0
    var refused = 0
    var offeredBytes = 0
    var failure: TrafficError?
    private var pacer: Pacer
    private var recorder = SendRecorder()
    private var full = 0
    private let intended: Int?

    var offered: Int { accepted + refused }

    init(load: Load, sizes: [FrameSize], gaps: [Double] = [], frames: Int) {
        isPaced = load != .unpaced
        pacer = Pacer(load: load, sizes: sizes, gaps: gaps)
        intended = isPaced ? frames : nil
    }

    /// How many frames may go now (ns since the start), at most `limit`.
    @inline(__always)
    mutating func due(at now: Int64, limit: Int) -> Int {
        if isPaced { return pacer.take(at: now, limit: limit) }
        return now < 0 ? 0 : limit
    }

    /// Nanoseconds since the start at which the next frame is due.
    var nextDue: Int64 { isPaced ? pacer.nextDue : 0 }

    /// Goes on after a batch of which the foremost frames were offered.
    ///
    /// The others found the send buffer or the ring full, and the path never saw them. Those that
    /// were due leave their sequence numbers unused, and the report says how many; without a pace
    /// nothing was due, and they are simply next.
    @inline(__always)
    mutating func advance(offered: Int, due: Int) {
        if isPaced {
            next += due
            full += due - offered
        } else {
            next += offered
        }
    }

    /// Notes that frames left at `now` (`CLOCK_MONOTONIC`, ns).
    @inline(__always)
    mutating func note(offered: Int, at now: Int64) {
        if offered > 0 { recorder.sent(offered, at: now) }
    }

    func report(cpu: Int64) -> TrafficReport {
        var report = TrafficReport(intended: intended)
        report.offered = offered
        report.offeredBytes = offeredBytes
        report.accepted = accepted
        report.refused = refused
        report.sendBufferFull = full
        report.lateShiftNanoseconds = pacer.lateShift
        report.cpuNanoseconds = cpu
        report.failure = failure
        recorder.fill(&report)
        return report
    }
}
