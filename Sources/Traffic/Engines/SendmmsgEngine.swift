import CLinux
import Frames
import Kernel
import Settings

extension Engine {
    /// sendmmsg(2) on packet sockets: the reference engine, one errno for every frame.
    static let sendmmsg = Engine(
        component: Component(
            name: "sendmmsg",
            summary: "paced sendmmsg(2) on a packet socket; works without root",
            settings: [
                SettingSpec(
                    "batch", .integer(1...64), default: .integer(32),
                    "most frames in one system call; never more than are due")
            ]),
        preference: 10,
        open: { request throws(TrafficError) in try SendmmsgSession(request) })
}

/// Busy-waits for each frame's time and sends what is due, in one thread.
final class SendmmsgSession: TrafficSession {
    /// Twice the deepest queue on the path: about 2,000 frames of a full backlog.
    static let sendBufferBytes = 8 << 20

    private let sender: FrameSender
    private let batch: FrameBatch
    private let writer: FrameWriter
    private let lengths: [Int]
    private let sizes: [FrameSize]
    private let load: Load
    private let limit: Int
    private let interface: String

    init(
        _ request: TrafficRequest, sendBufferBytes: Int = sendBufferBytes
    ) throws(TrafficError) {
        do {
            sender = try FrameSender(
                interface: request.interface, sendBufferBytes: sendBufferBytes)
        } catch {
            throw .system(error)
        }
        sizes = request.sizes.sizes()
        lengths = sizes.map(\.apiLength)
        load = request.load
        interface = request.interface
        limit = request.settings.integer("batch") ?? 32
        batch = FrameBatch(capacity: limit, frameBytes: request.sizes.largest.apiLength)
        writer = FrameWriter(batch)
    }

    var granted: [String: String] { ["send_buffer_bytes": "\(sender.sendBufferBytes)"] }

    func run(_ run: TrafficRun, until stop: SharedFlag) throws(TrafficError) -> TrafficReport {
        var state = Run(
            pacer: Pacer(load: load, sizes: sizes), intended: load == .unpaced ? nil : run.frames)
        let cpu = ProcessInfo.threadCPUTime()
        sleep(until: run.start - 2_000_000, stop)
        // The largest debt a pacer carries may still be repaid after the end.
        let end = run.start + run.duration + 60_000_000
        do throws(SystemError) {
            while state.pacer.taken < run.frames && !stop.isRaised {
                let now = MonotonicClock.now()
                if now > end { break }
                let left = min(limit, run.frames - state.pacer.taken)
                let count = state.pacer.take(at: now - run.start, limit: left)
                if count == 0 {
                    wait(untilAbout: run.start + state.pacer.nextDue, now: now, stop)
                } else {
                    try send(count, run: run, now: now, &state)
                }
            }
        } catch {
            throw isGone(error) ? .interfaceDown(interface) : .system(error)
        }
        return state.report(cpu: ProcessInfo.threadCPUTime() - cpu)
    }

    /// Sleeps in steps, so that a raised stop is seen.
    private func sleep(until time: Int64, _ stop: SharedFlag) {
        var now = MonotonicClock.now()
        while now < time && !stop.isRaised {
            Poll.sleep(until: min(time, now + 50_000_000))
            now = MonotonicClock.now()
        }
    }

    /// Spins for short waits; sleeps through long ones, and spins for the rest.
    private func wait(untilAbout due: Int64, now: Int64, _ stop: SharedFlag) {
        if due - now > 20_000_000 {
            sleep(until: due - 2_000_000, stop)
        } else {
            clinux_pause()
        }
    }

    private func send(
        _ count: Int, run: TrafficRun, now: Int64, _ state: inout Run
    ) throws(SystemError) {
        let first = state.pacer.taken - count
        let mask = lengths.count - 1
        for index in 0..<count {
            let sequence = first + index
            let length = lengths[sequence & mask]
            writer.write(index, runID: run.runID, sequence: sequence, time: now, length: length)
            state.totals.offeredBytes += length
        }
        let offered = state.offered
        var done = 0
        while done < count {
            switch try sender.send(batch, from: done, count: count - done) {
            case .sent(let frames):
                done += frames
                state.accepted += frames
            case .sentThenDropped(let frames):
                done += frames + 1
                state.accepted += frames
                state.refused += 1
            case .dropped:
                done += 1
                state.refused += 1
            case .sendBufferFull:
                // Not offered: the path never saw it. The sequence number stays unused, and the
                // trial says so.
                state.totals.offeredBytes -= lengths[(first + done) & mask]
                done += 1
                state.full += 1
            }
        }
        if state.offered > offered { state.recorder.sent(state.offered - offered, at: now) }
    }

    private func isGone(_ error: SystemError) -> Bool {
        [CInt(6), 19, 100].contains(error.code)  // ENXIO, ENODEV, ENETDOWN
    }

    /// What one run accumulates.
    private struct Run {
        var pacer: Pacer
        var recorder = SendRecorder()
        var totals: TrafficReport
        var accepted = 0
        var refused = 0
        var full = 0
        var offered: Int { accepted + refused }

        init(pacer: Pacer, intended: Int?) {
            self.pacer = pacer
            totals = TrafficReport(intended: intended)
        }

        func report(cpu: Int64) -> TrafficReport {
            var report = totals
            report.offered = offered
            report.accepted = accepted
            report.refused = refused
            report.sendBufferFull = full
            report.lateShiftNanoseconds = pacer.lateShift
            report.cpuNanoseconds = cpu
            recorder.fill(&report)
            return report
        }
    }
}
