import CLinux
import Frames
import Kernel

/// A paced loop with an outlet: what the engines that send through a socket open.
final class PacedSession: TrafficSession {
    /// Names of the frame formats that it writes.
    static let formats = ["bare", "udp4", FrameFormat.recordedName]

    let granted: [String: String]
    private let body: (TrafficRun, SharedFlag) throws(TrafficError) -> TrafficReport

    /// Not a generic class, whose methods would be called through witnesses and so be specialised
    /// for no outlet: here each outlet's type is known.
    init<Outlet: FrameOutlet>(_ request: TrafficRequest, outlet: Outlet) {
        let loop = PacedLoop(request)
        var outlet = outlet
        outlet.places.forEach(loop.prepare)
        granted = outlet.granted
        body = { run, stop throws(TrafficError) in
            try loop.run(run, until: stop, through: &outlet)
        }
    }

    func run(_ run: TrafficRun, until stop: SharedFlag) throws(TrafficError) -> TrafficReport {
        try body(run, stop)
    }
}

/// Busy-waits for each frame's time and sends what is due, in one thread.
private struct PacedLoop {
    private let writer: FrameWriter
    /// Writes recorded frames instead; `nil` if bench makes them.
    private let replay: ReplayWriter?
    private let lengths: [Int]
    private let sizes: [FrameSize]
    private let gaps: [Double]
    private let load: Load
    private let interface: String

    init(_ request: TrafficRequest) {
        writer = FrameWriter(request.format)
        replay = request.format.replay.map(ReplayWriter.init)
        gaps = request.sizes.gaps
        sizes = request.sizes.sizes()
        lengths = sizes.map(\.apiLength)
        load = request.load
        interface = request.interface
    }

    /// Writes what all frames have in common.
    func prepare(_ place: UnsafeMutableRawPointer) { writer.prepare(place) }

    func run<Outlet: FrameOutlet>(
        _ run: TrafficRun, until stop: SharedFlag, through outlet: inout Outlet
    ) throws(TrafficError) -> TrafficReport {
        var state = PacedRun(load: load, sizes: sizes, gaps: gaps, frames: run.frames)
        let cpu = ProcessInfo.threadCPUTime()
        Poll.sleep(until: run.start - 2_000_000, orRaised: stop)
        // The largest debt a pacer carries may still be repaid after the end.
        let end = run.start + run.duration + (state.isPaced ? 60_000_000 : 0)
        do throws(SystemError) {
            while state.next < run.frames && !stop.isRaised {
                let now = MonotonicClock.now()
                if now > end { break }
                let limit = min(outlet.capacity, run.frames - state.next)
                let count = state.due(at: now - run.start, limit: limit)
                if count == 0 {
                    wait(untilAbout: run.start + state.nextDue, now: now, stop)
                } else {
                    try send(count, run: run, now: now, &state, &outlet)
                }
            }
        } catch {
            let failure: TrafficError =
                error.isInterfaceGone ? .interfaceDown(interface) : .system(error)
            guard state.offered > 0 else { throw failure }
            state.failure = failure
        }
        var report = state.report(cpu: ProcessInfo.threadCPUTime() - cpu)
        if report.failure == nil {
            try opened { () throws(SystemError) in try outlet.settle(&report) }
        }
        return report
    }

    /// Spins for short waits; sleeps through long ones, and spins for the rest.
    private func wait(untilAbout due: Int64, now: Int64, _ stop: SharedFlag) {
        if due - now > 20_000_000 {
            Poll.sleep(until: due - 2_000_000, orRaised: stop)
        } else {
            clinux_pause()
        }
    }

    /// Sends the frames that are due, as far as there is room.
    private func send<Outlet: FrameOutlet>(
        _ count: Int, run: TrafficRun, now: Int64, _ state: inout PacedRun,
        _ outlet: inout Outlet
    ) throws(SystemError) {
        let first = state.next
        let fitting = outlet.room(for: count)
        write(fitting, from: first, run: run, now: now, &outlet)
        let offered = state.offered
        var done = 0
        var due = count
        defer {
            state.note(offered: state.offered - offered, at: now)
            state.offeredBytes += bytes(of: state.offered - offered, from: first)
            state.advance(offered: done, due: due)
        }
        while done < fitting {
            let outcome: FrameSender.Sent
            do throws(SystemError) {
                outcome = try outlet.send(from: done, count: fitting - done)
            } catch {
                outlet.takeBack(from: done, count: fitting - done)
                due = done
                throw error
            }
            switch outcome {
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
                outlet.takeBack(from: done, count: fitting - done)
                return
            }
        }
    }

    private func write<Outlet: FrameOutlet>(
        _ count: Int, from first: Int, run: TrafficRun, now: Int64, _ outlet: inout Outlet
    ) {
        if let replay { return replay.write(count, from: first, to: &outlet) }
        let mask = lengths.count - 1
        for index in 0..<count {
            let sequence = first + index
            let length = lengths[sequence & mask]
            writer.write(
                outlet.place(of: index), runID: run.runID, sequence: sequence, time: now,
                length: length)
            outlet.setLength(length, of: index)
        }
    }

    /// Bytes of so many frames.
    private func bytes(of count: Int, from first: Int) -> Int {
        if let replay { return replay.bytes(of: count, from: first) }
        if lengths.count == 1 { return count * lengths[0] }
        let mask = lengths.count - 1
        var bytes = 0
        for sequence in first..<first + count { bytes += lengths[sequence & mask] }
        return bytes
    }
}
