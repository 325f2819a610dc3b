import Kernel

/// The talking half of a capturer: reads requests, wakes the capture thread, writes its answers.
struct ControlThread {
    let desk: Desk
    let captureThread: ThreadHandle

    func run() {
        let desk = desk
        // Reading needs a thread of its own, since answers also come unasked.
        do {
            try Thread.start { [captureThread] in Self.read(desk, captureThread) }
        } catch {
            RoleOutput.send(.fatal(.system, "\(error)"))
        }
        write()
    }

    private static func read(_ desk: Desk, _ captureThread: ThreadHandle) {
        var input = LineReader.standardInput
        while !input.hasEnded {
            for line in input.read() {
                do throws(ProtocolError) {
                    desk.ask(try request(line), captureThread)
                } catch {
                    StandardStream.writeError("bench capture: \(error)\n")
                }
            }
        }
        desk.ask(.stop(frames: nil), captureThread)
    }

    private static func request(_ line: String) throws(ProtocolError) -> Desk.Request {
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
        while true {
            switch desk.answers.take() {
            case .ready(let opening): RoleOutput.send(.ready(opening))
            case .snapshot(let state, let tag): RoleOutput.send(.snapshot(state.reading(tag: tag)))
            case .final(let state): RoleOutput.send(.final(state.reading()))
            case .failed(let failure):
                RoleOutput.send(.failed(failure))
                desk.farewell.raise()
            case .done: desk.farewell.raise()
            }
        }
    }
}
