import Kernel
package import Traffic

/// The sending process of a trial: sends on its main thread, listens on another.
package enum GeneratorRole {
    /// Sends runs as told, speaking the protocol on the standard streams.
    ///
    /// - Returns: the exit status.
    package static func run(_ engine: Engine, _ request: TrafficRequest) -> Int32 {
        Wake.prepare()
        let stop = SharedFlag()
        let runs = Mailbox<TrafficRun?>()
        do throws(TrafficError) {
            let session = try engine.open(request)
            do throws(SystemError) {
                try Thread.start { listen(runs, stop) }
            } catch {
                throw .system(error)
            }
            RoleOutput.send(.ready(RoleMessage.Opening(granted: session.granted)))
            try serve(session, runs, stop)
            RoleOutput.send(.final(RoleMessage.Reading(time: MonotonicClock.now())))
            return 0
        } catch {
            RoleOutput.send(.fatal(error.code, error.description))
            return 1
        }
    }

    private static func serve(
        _ session: any TrafficSession, _ runs: Mailbox<TrafficRun?>, _ stop: SharedFlag
    ) throws(TrafficError) {
        while !stop.isRaised, let run = runs.take() {
            let report = try session.run(run, until: stop)
            RoleOutput.send(.runEnd(GeneratorCounters.runEnd(report, at: MonotonicClock.now())))
        }
    }

    private static func listen(_ runs: Mailbox<TrafficRun?>, _ stop: SharedFlag) {
        var input = LineReader.standardInput
        while !input.hasEnded {
            for line in input.read() {
                do throws(ProtocolError) {
                    switch try RunnerMessage(line: line) {
                    case .start(let runID, let start, let frames, let duration):
                        runs.put(
                            TrafficRun(
                                runID: runID, start: start, frames: frames, duration: duration))
                    case .stop: return end(runs, stop)
                    default: throw ProtocolError(line: line, reason: "not for a generator")
                    }
                } catch {
                    StandardStream.writeError("bench generate: \(error)\n")
                }
            }
        }
        end(runs, stop)
    }

    private static func end(_ runs: Mailbox<TrafficRun?>, _ stop: SharedFlag) {
        stop.raise()
        runs.put(nil)
    }
}

extension TrafficError {
    /// What the runner makes of it.
    package var code: RoleFailure.ErrorCode {
        switch self {
        case .interfaceDown: .interface
        case .unsupported: .unsupported
        case .system: .system
        }
    }
}
