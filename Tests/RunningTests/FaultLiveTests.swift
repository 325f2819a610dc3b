import Capture
import Frames
import Kernel
import Results
import Testbed
import Testing
import Traffic

@testable import Running

/// What is left of the trials of this process once they are over.
enum Leftovers {
    /// Processes of the built program that trials of this process started, with their arguments.
    static var processes: [String] {
        let pids = (try? ProcDirectory.numbers("/proc")) ?? []
        return pids.compactMap { pid in
            guard let text = try? ProcFile.text("/proc/\(pid)/cmdline") else { return nil }
            let words = text.split(separator: "\0")
            guard words.first == LiveTrial.executable[...] else { return nil }
            // Tests of the program itself mark what they start.
            let environment = (try? ProcFile.text("/proc/\(pid)/environ")) ?? ""
            guard !environment.contains("BENCH_TEST=") else { return nil }
            return "\(pid): " + words.joined(separator: " ")
        }
    }

    static var descriptors: Int { (try? ProcDirectory.names("/proc/self/fd"))?.count ?? -1 }
}

extension LiveTests {
    /// Half of the traffic has passed: where faults strike.
    private static func halfway(
        _ fault: @escaping @Sendable (TrialAttempt) -> Void
    ) -> LiveTrial.Meddling {
        LiveTrial.Meddling(duringTraffic: { attempt, share in
            if share > 0.3 && share < 0.9 { fault(attempt) }
        })
    }

    private static func send(_ signal: Int, to role: RoleProcess?) {
        guard let pid = role?.pid else { return }
        _ = try? Command.run(["kill", "-\(signal)", "\(pid)"])
    }

    @Test func `A capturer that is killed is called dead, with the signal`() throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(), Self.halfway { Self.send(9, to: $0.capturer) })
        #expect(row.outcome == .invalid)
        #expect(row.invalidReason == .capturerDied)
        #expect(row.message == "capturer ended by itself: signal 9")
        #expect(row.capturerExit == "signal 9")
        #expect(row.uniqueFrames == nil && row.lossPercent == nil)
    }

    @Test func `A capturer that is stopped is called hung, within the time it is given`() throws {
        let start = MonotonicClock.now()
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(), Self.halfway { Self.send(19, to: $0.capturer) })
        let seconds = Double(MonotonicClock.now() - start) / 1e9
        #expect(row.invalidReason == .capturerHung)
        #expect(row.message == "capturer did not answer within 5 s")
        #expect(seconds < 8, "\(seconds) s")
    }

    /// Engines that can send on the default testbed here.
    private static let engines = Engine.all.filter { engine in
        let task = TrafficTask(
            load: .frameRate(20_000), sizes: .fixed(.minimum), format: .bare, path: .napi)
        // trafgen sends a second's frames at once: all are gone before a fault strikes.
        return engine.obstacle() == nil && engine.objection(task) == nil
            && engine.name != "trafgen"
    }.map(\.name)

    /// Whether frames were sent before the fault struck: a program of others may be late.
    private func hasBegun(_ row: TrialRecord) -> Bool { row.offeredFrames ?? 0 > 0 }

    @Test(arguments: engines)
    func `A generator that is killed spoils the load, and its frames are accounted for`(
        engine: String
    ) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(engine: engine),
            Self.halfway { Self.send(9, to: $0.generator) }
        ) { hasBegun($0) }
        #expect(row.invalidReason == .load)
        #expect(row.message == "generator ended by itself: signal 9")
        #expect((row.offeredFrames ?? 0) > 0)
        #expect(row.offeredFrames ?? 0 < Int((row.ratePpsIntended ?? 0) * (row.durationS ?? 0)))
        #expect(row.unexplainedFrames == 0)
    }

    @Test(arguments: engines)
    func `A sending interface that goes down is named, and the frames till then accounted for`(
        engine: String
    ) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(engine: engine),
            Self.halfway { attempt in
                guard let link = attempt.bed?.generator else { return }
                _ = try? link.inside {
                    try Command.run(["ip", "link", "set", link.name, "down"])
                }
            }
        ) { hasBegun($0) }
        #expect(row.invalidReason == .interface, "\(row.message ?? "")")
        #expect((row.arrivedFrames ?? 0) > 0)
        #expect(row.unexplainedFrames == 0)
    }

    @Test(arguments: Backend.names())
    func `An interface that vanishes is named`(backend: String) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(series: ["backend = \"\(backend)\""]),
            Self.halfway { attempt in
                guard let link = attempt.bed?.capture else { return }
                _ = try? link.inside {
                    try Command.run(["ip", "link", "delete", link.name])
                }
            })
        #expect(row.invalidReason == .interface, "\(row.message ?? "")")
        #expect(row.message != nil)
    }

    @Test func `Nothing is left of trials: no process, no descriptor, no memory`() throws {
        let experiment = try Laboratory.experiment()
        // The first one pays for what is kept on purpose.
        _ = try LiveTrial.row(of: experiment)
        let descriptors = Leftovers.descriptors
        let memory = ProcessInfo.usage().maxBytes
        for _ in 0..<(LiveTrial.isFull ? 100 : 6) {
            _ = try LiveTrial.row(of: experiment)
        }
        _ = try LiveTrial.row(of: experiment, Self.halfway { Self.send(9, to: $0.capturer) })
        #expect(Leftovers.processes == [])
        // Tests of other suites open and close some meanwhile; a leak would be several a trial.
        #expect(Leftovers.descriptors < descriptors + 7)
        #expect(ProcessInfo.usage().maxBytes < memory + 64 << 20)
    }
}
