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
            var ready = RoleMessage(.ready)
            ready.pid = ProcessInfo.pid
            ready.tids = [ProcessInfo.threadID]
            ready.granted = session.granted
            RoleOutput.send(ready)
            try serve(session, runs, stop)
            var final = RoleMessage(.final)
            final.t_ns = MonotonicClock.now()
            RoleOutput.send(final)
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
            var message = GeneratorCounters.message(report)
            message.t_ns = MonotonicClock.now()
            RoleOutput.send(message)
        }
    }

    private static func listen(_ runs: Mailbox<TrafficRun?>, _ stop: SharedFlag) {
        var input = LineReader.standardInput
        while !input.hasEnded {
            for line in input.read() {
                do throws(ProtocolError) {
                    let message = try RunnerMessage(line: line)
                    switch message.type {
                    case .start: runs.put(try run(message))
                    case .stop: return end(runs, stop)
                    default:
                        throw ProtocolError(line: message.line, reason: "not for a generator")
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

    private static func run(_ message: RunnerMessage) throws(ProtocolError) -> TrafficRun {
        TrafficRun(
            runID: try message.required(\.run_id, "run_id"),
            start: try message.count(message.required(\.t0_ns, "t0_ns"), "t0_ns"),
            frames: try message.count(message.required(\.frames, "frames"), "frames"),
            duration: try message.count(
                message.required(\.duration_ns, "duration_ns"), "duration_ns"))
    }
}

extension TrafficError {
    /// What the runner makes of it.
    package var code: RoleMessage.ErrorCode {
        switch self {
        case .interfaceDown: .interface
        case .unsupported: .unsupported
        case .system: .system
        }
    }
}
