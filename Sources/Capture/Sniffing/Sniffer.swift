import Kernel
import Packets

/// Looks at frames where the kernel put them: a ring for each CPU, and nothing copied.
///
/// Sees what the interface sends, too, as tcpdump(8) does. Used on the thread that made it.
package final class Sniffer {
    private let taps: [SniffTap]
    private var waiting: PollSet
    private var failure: CaptureError?
    private var longestDelay: Int64

    /// Backends whose rings can be looked into.
    package static let backends: [Backend] = [.tpacketV3, .tpacketV2]

    /// The most sockets that share an interface, PACKET_FANOUT_MAX of `net/packet/internal.h`.
    private static let mostCPUs = 256

    /// Opens a ring for each CPU, and starts.
    ///
    /// - Parameters:
    ///   - poisons: fills what is given back with ``Poison/byte``.
    ///   - wake: a descriptor that ends a wait by becoming readable, such as that of signals.
    package init(
        _ backend: Backend, _ request: CaptureRequest, poisons: Bool, wake: CInt
    ) throws(CaptureError) {
        let plan = try SniffPlan(backend, request, poisons: poisons)
        let cpus = Scheduling.configuredCPUs
        guard cpus <= Self.mostCPUs else {
            throw .unsupported("\(cpus) CPUs: at most \(Self.mostCPUs) sockets share an interface")
        }
        var taps: [SniffTap] = []
        for cpu in 0..<cpus { taps.append(try SniffTap(plan, cpu: cpu)) }
        for tap in taps { try tap.bind(promiscuous: plan.isPromiscuous && tap === taps[0]) }
        if cpus > 1 {
            var group: UInt16?
            for tap in taps {
                group = try tap.join(group: group, ignoresOutgoing: plan.ignoresOutgoing)
            }
        }
        for tap in taps { try tap.admit(plan.filter) }
        self.taps = taps
        longestDelay = plan.longestDelay
        waiting = PollSet(taps.map { $0.socket.descriptor.number } + [wake])
        if let failure = try pendingFailure() { throw failure }
    }

    /// Shows the frames that are there, in the order of their times, waiting for the first of them if
    /// there are none.
    ///
    /// - Parameter limit: the most frames to show.
    /// - Returns: frames shown; 0 after the timeout and when woken.
    /// - Throws: once no frame of before is left, ``CaptureError/interfaceDown(_:)``, after which it can
    ///   go on when the interface is up again, or ``CaptureError/interfaceVanished(_:)``.
    package func look(
        _ sink: some FrameSink, limit: Int, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        let shown = merge(into: sink, limit: limit)
        if shown > 0 || limit == 0 { return shown }
        if let first = taps.lazy.compactMap({ $0.nextTime() }).min() {
            // One that waits for older ones of other CPUs, which may come yet; and half as long again,
            // lest there be a wake-up for every frame.
            let age = RealTimeClock.now() - first.nanoseconds
            let rest = min(max(longestDelay - age, 0), longestDelay)
            let patience = Int64(timeoutMilliseconds) * 1_000_000
            Poll.sleep(until: MonotonicClock.now() + min(rest + longestDelay / 2, patience))
            return merge(into: sink, limit: limit)
        }
        let isReady = waiting.wait(milliseconds: timeoutMilliseconds)
        if failure == nil, (0..<taps.count).contains(where: { waiting.hasFailed($0) }) {
            failure = try pendingFailure()
        }
        let late = merge(into: sink, limit: limit)
        // Blocks that the retire timeout has yet to hand over come first.
        if late == 0, !isReady, let failure {
            self.failure = nil
            throw failure
        }
        return late
    }

    /// Lets no more frames in, and shows all that are there, of blocks that are still open, too.
    ///
    /// - Parameter limit: the most frames to show.
    /// - Returns: frames shown.
    package func takeRest(_ sink: some FrameSink, limit: Int) throws(CaptureError) -> Int {
        for tap in taps { try tap.close() }
        // What another CPU is still writing.
        Poll.sleep(until: MonotonicClock.now() + ClosedIntake.settling)
        longestDelay = 0
        var shown = 0
        while case let frames = merge(into: sink, limit: limit - shown), frames > 0 {
            shown += frames
        }
        return shown
    }

    /// Shows the oldest frames of all rings.
    private func merge(into sink: some FrameSink, limit: Int) -> Int {
        guard taps.count > 1 else {
            return taps[0].show(to: sink, limit: limit, until: .distantFuture)
        }
        var shown = 0
        while shown < limit, let turn = turn() {
            let frames = taps[turn.tap].show(to: sink, limit: limit - shown, until: turn.last)
            if frames == 0 { return shown }
            shown += frames
        }
        return shown
    }

    /// The ring with the oldest frame, and until when its frames may be shown; `nil` if all are empty.
    ///
    /// A ring with nothing to show may still come up with frames as old as ``longestDelay``, for
    /// which the others' wait where they are.
    private func turn() -> (tap: Int, last: FrameTime)? {
        var (oldest, next) = (FrameTime.distantFuture, FrameTime.distantFuture)
        var tap: Int?
        var isWaiting = false
        for index in taps.indices {
            guard let time = taps[index].nextTime() else {
                isWaiting = true
                continue
            }
            if time < oldest {
                (tap, next, oldest) = (index, oldest, time)
            } else {
                next = min(next, time)
            }
        }
        guard let tap else { return nil }
        guard isWaiting else { return (tap, next) }
        // Read now: frames come in meanwhile, too.
        let now = RealTimeClock.now()
        // A time to come is none: the clock was set back, or nobody wrote it.
        guard oldest.nanoseconds <= now else { return (tap, oldest) }
        return (tap, min(next, FrameTime(nanoseconds: now - longestDelay)))
    }

    /// Takes the errors of all sockets, for poll(2) would return at once for each that is left.
    private func pendingFailure() throws(CaptureError) -> CaptureError? {
        var first: CaptureError?
        for tap in taps {
            let failure = try tap.failure()
            first = first ?? failure
        }
        return first
    }

    /// The kernel's counters of all rings since the start.
    package func counters() throws(CaptureError) -> CaptureCounters {
        var (received, drops): (UInt64, UInt64) = (0, 0)
        for tap in taps {
            let counters = try tap.counters()
            received += counters.received ?? 0
            drops += counters.drops ?? 0
        }
        return CaptureCounters(received: received, drops: drops)
    }
}
