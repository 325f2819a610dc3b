import Kernel

/// The talking half of a capturer: reads requests, wakes the capture threads, writes their answers.
struct ControlThread {
    let desk: Desk
    /// Whether a filter rejects frames.
    let isFiltered: Bool

    func run() {
        let desk = desk
        // Reading needs a thread of its own, since answers also come unasked.
        do {
            try Thread.start { Self.read(desk) }
        } catch {
            RoleOutput.send(.fatal(.system, "\(error)"))
        }
        write()
    }

    private static func read(_ desk: Desk) {
        var input = LineReader.standardInput
        while !input.hasEnded {
            for line in input.read() {
                do throws(ProtocolError) {
                    desk.ask(try request(line))
                } catch {
                    StandardStream.writeError("bench capture: \(error)\n")
                }
            }
        }
        desk.ask(.stop(frames: nil))
    }

    private static func request(_ line: String) throws(ProtocolError) -> Desk.RoleRequest {
        switch try RunnerMessage(line: line) {
        case .arm(let runID, let frames, let tag): .arm(runID: runID, frames: frames, tag: tag)
        case .snapshot(let tag): .snapshot(tag: tag)
        case .hold: .hold
        case .release: .release
        case .stop(let frames): .stop(frames: frames)
        case .start(_, let start, _, let duration): .begin(at: start, duration: duration)
        }
    }

    private func write() {
        var joiner = AnswerJoiner(workers: desk.inboxes.count, isFiltered: isFiltered)
        while true {
            let (worker, said) = desk.answers.take()
            // After a failure nothing more is said.
            guard !desk.hasFailed.isRaised, let answer = joiner.join(said, of: worker) else {
                continue
            }
            switch answer {
            case .ready(let opening): RoleOutput.send(.ready(opening))
            case .snapshot(let state, let tag): RoleOutput.send(.snapshot(state.reading(tag: tag)))
            case .final(let state, _): RoleOutput.send(.final(state.reading()))
            case .failed(let failure):
                RoleOutput.send(.failed(failure))
                desk.hasFailed.raise()
                // The first worker has to end for the process to do so.
                desk.ask(.stop(frames: nil))
                desk.farewell.raise()
            case .done: desk.farewell.raise()
            }
        }
    }
}
