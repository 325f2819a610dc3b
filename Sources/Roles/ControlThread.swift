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
                    desk.ask(try request(RunnerMessage(line: line)), captureThread)
                } catch {
                    StandardStream.writeError("bench capture: \(error)\n")
                }
            }
        }
        desk.ask(.stop, captureThread)
    }

    private static func request(_ message: RunnerMessage) throws(ProtocolError) -> Desk.Request {
        switch message.type {
        case .arm:
            .arm(
                runID: try message.required(\.run_id, "run_id"),
                frames: try message.count(message.frames ?? 0, "frames"), tag: message.tag)
        case .snapshot: .snapshot(tag: message.tag)
        case .hold: .hold
        case .release: .release
        case .stop: .stop
        case .start: throw ProtocolError(line: message.line, reason: "not for a capturer")
        }
    }

    private func write() {
        while true {
            switch desk.answers.take() {
            case .ready(let message): RoleOutput.send(message)
            case .snapshot(let state, let tag): RoleOutput.send(state.message(.snapshot, tag: tag))
            case .final(let state): RoleOutput.send(state.message(.final, tag: nil))
            case .failed(let message):
                RoleOutput.send(message)
                desk.farewell.raise()
            case .done: desk.farewell.raise()
            }
        }
    }
}
