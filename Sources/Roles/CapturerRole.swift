package import Capture
package import Frames
import Kernel
import Traffic

/// The capturing process of a trial: receives on its main thread, talks on another.
///
/// The capture thread neither formats nor writes: it copies its counters into a mailbox, and the
/// control thread, on another CPU, makes the message. So being asked costs the capture CPU well
/// under a microsecond.
package enum CapturerRole {
    /// How the role runs.
    package struct Options: Sendable {
        package var backend: Backend
        package var request: CaptureRequest
        /// The traffic's sizes, for the effective depth; `nil` if unknown.
        package var sizes: SizeDistribution?
        /// The load of the traffic, for when each frame is due; `nil` if unknown.
        package var load: Load?
        /// The CPU of the control thread; `nil` to leave it where it is.
        package var controlCPU: Int?

        /// When the frames of a run are due; `nil` if that is not known.
        func schedule(from start: Int64) -> SendSchedule? {
            guard let sizes, let load,
                let round = Pacer.round(load: load, sizes: sizes.sizes(), gaps: sizes.gaps)
            else { return nil }
            return SendSchedule(start: start, offsets: round.offsets, round: round.length)
        }

        /// Bytes of payload of a TCP segment of these sizes.
        var segment: Int {
            (sizes?.largest.apiLength ?? 0) - FrameFormat.tcp4.headerBytes
        }

        package init(
            backend: Backend, request: CaptureRequest, sizes: SizeDistribution? = nil,
            load: Load? = nil, controlCPU: Int? = nil
        ) {
            self.backend = backend
            self.request = request
            self.sizes = sizes
            self.load = load
            self.controlCPU = controlCPU
        }
    }

    /// Captures until told to stop, speaking the protocol on the standard streams.
    ///
    /// - Returns: the exit status.
    package static func run(_ options: Options) -> Int32 {
        Wake.prepare()
        let desk = Desk()
        let controlCPU = options.controlCPU
        let main = ThreadHandle.current
        do {
            try Thread.start {
                if let controlCPU { try? Scheduling.pin(to: controlCPU) }
                ControlThread(desk: desk, captureThread: main).run()
            }
        } catch {
            RoleOutput.send(.fatal(.system, "\(error)"))
            return 1
        }
        let failure = capture(options, desk)
        desk.answers.put(failure.map { .failed($0) } ?? .done)
        desk.farewell.waitUntilRaised()
        return failure == nil ? 0 : 1
    }

    /// The capture thread's whole life: returns why it failed, or `nil`.
    private static func capture(_ options: Options, _ desk: Desk) -> RoleFailure? {
        do throws(CaptureError) {
            let session = try options.backend.open(options.request)
            // The program has this thread's CPU from now on.
            if session.isTool, let cpu = options.controlCPU { try? Scheduling.pin(to: cpu) }
            var tally: FrameTally
            do throws(SystemError) {
                tally = try FrameTally(
                    counting: options.request.counting, segment: options.segment,
                    replay: options.request.format.replay)
            } catch {
                throw .system(error)
            }
            try tally.prepare(for: options.request.settings)
            desk.answers.put(.ready(opening(session, options)))
            var stalls = CaptureSettings.pauses(options.request.settings).map(StallClock.init)
            var pauses = PauseRecorder()
            let frames = try loop(session, &tally, &stalls, &pauses, options, desk)
            let report = try session.finish(into: &tally)
            if let frames { tally.settle(frames: frames) }
            var final = try state(of: session, tally)
            final.report = report
            final.stalls = stalls?.totals
            final.losses = frames.flatMap { tally.losses(of: $0) }
            if tally.readsStamps, !session.isTool { final.pauses = pauses.longest }
            final.latencies = tally.latencies
            desk.answers.put(.final(final))
            return nil
        } catch {
            return RoleFailure(code: error.code, message: error.description)
        }
    }

    private static func opening(
        _ session: any CaptureSession, _ options: Options
    ) -> RoleMessage.Opening {
        var granted = session.granted
        if let sizes = options.sizes {
            let depth = session.depthFrames(sizes: sizes, truesize: options.request.truesize)
            granted[.depthFrames] = depth
            let snaplen = CaptureSettings.bytesKept(options.request.settings)
            granted[.depthBytes] = depth.map {
                Int((Double($0) * sizes.meanCaptured(snaplen: snaplen)).rounded())
            }
        }
        return RoleMessage.Opening(granted: granted.named)
    }

    /// How long to wait for a frame, in milliseconds.
    private static let usualWait: Int32 = 100

    /// Captures until told to stop; returns how many frames the run had, if that was said.
    private static func loop(
        _ session: any CaptureSession, _ tally: inout FrameTally, _ stalls: inout StallClock?,
        _ pauses: inout PauseRecorder, _ options: Options, _ desk: Desk
    ) throws(CaptureError) -> Int? {
        var isHolding = false
        while true {
            if isHolding {
                Poll.sleep(until: MonotonicClock.now() + 1_000_000)
            } else {
                let wait = stalls?.wait(at: MonotonicClock.now(), usual: usualWait) ?? usualWait
                let taken = try session.receive(into: &tally, timeoutMilliseconds: wait)
                if taken > 0 {
                    pauses.note(taken, at: MonotonicClock.now(), oldest: tally.oldestSend)
                }
                stalls?.pauseIfDue()
            }
            guard desk.hasRequest.isRaised else { continue }
            while let request = desk.nextRequest() {
                switch request {
                case .stop(let frames): return frames
                case .hold: isHolding = true
                case .release: isHolding = false
                case .begin(let start, let duration):
                    stalls?.begin(at: start, duration: duration)
                    if let schedule = options.schedule(from: start) { tally.expect(schedule) }
                case .snapshot(let tag):
                    desk.answers.put(.snapshot(try state(of: session, tally), tag: tag))
                case .arm(let runID, let frames, let tag):
                    do throws(SystemError) {
                        if frames > 0 { try tally.prepare(frames: frames) }
                    } catch {
                        throw .system(error)
                    }
                    tally.accept(runID: runID)
                    pauses.begin(at: MonotonicClock.now())
                    desk.answers.put(.snapshot(try state(of: session, tally), tag: tag))
                }
            }
        }
    }

    private static func state(
        of session: any CaptureSession, _ tally: borrowing FrameTally
    ) throws(CaptureError) -> CapturerState {
        CapturerState(
            counts: tally.counts, kernel: try session.counters(), wakeUps: session.wakeUps,
            time: MonotonicClock.now(), isTool: session.isTool)
    }
}

extension CaptureError {
    /// What the runner makes of it.
    package var code: RoleFailure.Code {
        switch self {
        case .notPermitted: .permission
        case .unsupported: .unsupported
        case .notGranted: .geometry
        case .interfaceDown, .interfaceVanished, .noSuchInterface: .interface
        case .hung: .hung
        case .system: .system
        }
    }
}
