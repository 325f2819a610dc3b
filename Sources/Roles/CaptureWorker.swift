import Capture
import Frames
import Kernel

/// One capture thread: its session, its counts, and what it does when it is asked.
struct CaptureWorker: ~Copyable {
    private let options: CapturerRole.CaptureOptions
    private let seat: WorkerSeat
    private var stalls: StallClock?
    private var pauses = PauseRecorder()
    private var isHolding = false

    /// How long to wait for a frame, in milliseconds.
    private static let usualWait: Int32 = 100
    /// Frames for which all bitmaps together have memory present before the traffic: 256 MiB.
    private static let mostPresent = 1 << 31

    init(_ options: CapturerRole.CaptureOptions, seat: WorkerSeat) {
        (self.options, self.seat) = (options, seat)
        stalls = CaptureSettings.pauses(options.request.settings).map(StallClock.init)
    }

    func open() throws(CaptureError) -> any CaptureSession {
        var request = options.request
        request.worker = seat
        let session = try options.backend.open(request)
        // The program has this thread's CPU from now on.
        if session.isTool, let cpu = options.controlCPU { try? Scheduling.pin(to: cpu) }
        return session
    }

    func makeTally() throws(CaptureError) -> FrameTally {
        var tally: FrameTally
        do throws(SystemError) {
            tally = try FrameTally(
                counting: options.request.counting, segment: options.segment,
                replay: options.request.format.replay)
        } catch {
            throw .system(error)
        }
        try tally.prepare(for: options.request.settings)
        return tally
    }

    /// What this worker was granted, as text.
    func granted(_ session: any CaptureSession) -> [String: String] {
        var granted = session.granted
        granted[.fanoutGroup] = session.group?.fanoutNumber.map(Int.init)
        if let sizes = options.sizes {
            let depth = session.depthFrames(sizes: sizes, truesize: options.request.truesize)
            granted[.depthFrames] = depth
            let snaplen = CaptureSettings.bytesKept(options.request.settings)
            granted[.depthBytes] = depth.map {
                Int((Double($0) * sizes.meanCaptured(snaplen: snaplen)).rounded())
            }
        }
        return granted.named
    }

    /// Captures until told to stop.
    ///
    /// - Returns: the last counters, and how many frames the run had, if that was said.
    mutating func capture(
        _ session: any CaptureSession, _ tally: inout FrameTally, _ inbox: Inbox,
        _ answer: (Desk.RoleReply) -> Void
    ) throws(CaptureError) -> (CapturerState, frames: Int?) {
        let frames = try loop(session, &tally, inbox, answer)
        let report = try session.finish(into: &tally)
        if let frames { tally.settle(frames: frames) }
        var final = try state(of: session, tally)
        final.report = report
        final.stalls = stalls?.totals
        if seat.count > 1 {
            final.seen = tally.seen(of: frames)
        } else {
            final.losses = frames.flatMap { tally.losses(of: $0) }
        }
        if tally.readsStamps, !session.isTool { final.pauses = pauses.longest }
        final.latencies = tally.latencies
        return (final, frames)
    }

    private mutating func loop(
        _ session: any CaptureSession, _ tally: inout FrameTally, _ inbox: Inbox,
        _ answer: (Desk.RoleReply) -> Void
    ) throws(CaptureError) -> Int? {
        while true {
            if isHolding {
                Poll.sleep(until: MonotonicClock.now() + 1_000_000)
            } else {
                let wait =
                    stalls?.wait(at: MonotonicClock.now(), usual: Self.usualWait) ?? Self.usualWait
                let taken = try session.receive(into: &tally, timeoutMilliseconds: wait)
                if taken > 0 {
                    pauses.note(taken, at: MonotonicClock.now(), oldest: tally.oldestSend)
                }
                stalls?.pauseIfDue()
            }
            guard inbox.hasRequest.isRaised else { continue }
            while let request = inbox.next() {
                if case .stop(let frames) = request { return frames }
                if let said = try serve(request, session, &tally) { answer(said) }
            }
        }
    }

    /// Does what is asked; returns the answer, if it wants one.
    private mutating func serve(
        _ request: Desk.RoleRequest, _ session: any CaptureSession, _ tally: inout FrameTally
    ) throws(CaptureError) -> Desk.RoleReply? {
        switch request {
        case .hold: isHolding = true
        case .release: isHolding = false
        case .begin(let start, let duration):
            stalls?.begin(at: start, duration: duration)
            if let schedule = options.schedule(from: start) { tally.expect(schedule) }
        case .snapshot(let tag): return .snapshot(try state(of: session, tally), tag: tag)
        case .arm(let runID, let frames, let tag):
            try arm(&tally, runID, frames)
            return .snapshot(try state(of: session, tally), tag: tag)
        case .stop: break
        }
        return nil
    }

    private mutating func arm(
        _ tally: inout FrameTally, _ runID: UInt32, _ frames: Int
    ) throws(CaptureError) {
        do throws(SystemError) {
            if frames > 0 {
                let present = seat.count > 1 ? Self.mostPresent / seat.count : .max
                try tally.prepare(frames: frames, present: present)
            }
        } catch {
            throw .system(error)
        }
        tally.accept(runID: runID)
        pauses.begin(at: MonotonicClock.now())
    }

    private func state(
        of session: any CaptureSession, _ tally: borrowing FrameTally
    ) throws(CaptureError) -> CapturerState {
        let (counts, kernel) = (tally.counts, try session.counters())
        var state = CapturerState(
            counts: counts, kernel: kernel, wakeUps: session.wakeUps, time: MonotonicClock.now(),
            isTool: session.isTool)
        if seat.count > 1 {
            state.workers = [
                WorkerReading(
                    index: seat.index, cpu: Scheduling.currentCPU,
                    cpuNanoseconds: ProcessInfo.threadCPUTime(), frames: Int(counts.frames),
                    received: kernel.received.map(Int.init), drops: kernel.drops.map(Int.init))
            ]
        }
        return state
    }
}
