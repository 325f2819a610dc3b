import Experiment
import Frames
import Kernel
import Results
import Roles
import Sampling
import Settings
import Testbed
import Traffic

/// One attempt at one trial, from making the testbed to its end. Reads everything, judges nothing.
final class TrialAttempt {
    /// What an attempt needs to know of the sweep.
    struct Setting {
        /// Path of this program, as other processes know it.
        let executable: String
        let placement: Placement
        /// Bytes a frame of this traffic is charged to a socket, as measured; `nil` if unknown.
        let truesize: Double?
        /// Where to put the roles' standard error; `nil` to let it through.
        let rawDirectory: String?
    }

    /// Times of the protocol (ns).
    private enum Limit {
        static let ready: Int64 = 10_000_000_000
        static let final: Int64 = 5_000_000_000
        static let drain: Int64 = 5_000_000_000
    }

    private let point: SweepPoint
    private let setting: Setting
    private let stage: Stage
    private let watcher: any TrialWatcher
    private let duration: Int64
    private let frames: Int

    private var bed: VethPair?
    private var processes: ProcessNamespace?
    private(set) var capturer: RoleProcess?
    private(set) var generator: RoleProcess?
    private(set) var measured: Measurement

    init(
        _ point: SweepPoint, _ setting: Setting, _ stage: Stage, _ watcher: any TrialWatcher
    ) throws(TrialFailure) {
        self.point = point
        self.setting = setting
        self.stage = stage
        self.watcher = watcher
        let traffic = point.traffic
        guard let topology = Topology(rawValue: traffic.topology) else {
            throw TrialFailure(.interface, "unknown topology \(traffic.topology)")
        }
        duration = traffic.timing.durationNanoseconds
        frames = Pacer.frames(
            within: duration, load: traffic.load.load, sizes: traffic.sizes.sizes())
        measured = Measurement(
            placement: setting.placement, topology: topology, schedule: traffic.timing.schedule,
            intendedRate: traffic.intendedRate, durationNanoseconds: duration)
        measured.hasCapturer = point.backend != Vocabulary.noBackend
        measured.feedsItself = point.feedsItself
    }

    /// What the testbed read back; empty before it was made.
    var readBack: [String: String] { bed?.readBack ?? [:] }

    /// Runs the attempt.
    ///
    /// Whatever happens, no process and no interface is left when it returns.
    /// - Throws: ``TrialFailure``, ``Interrupted``.
    func run() throws {
        defer { tearDown() }
        do {
            try setUp()
            try warmUp()
            try measure()
            try finish()
        } catch let error as TestbedError {
            throw TrialFailure(.interface, error.description)
        } catch let error as SystemError {
            throw TrialFailure(.interface, error.description)
        } catch let error as SamplingError {
            throw TrialFailure(.interface, error.description)
        }
    }
}

/// Follows a trial as it goes, for the progress line. Called only where the runner is awake anyway.
protocol TrialWatcher: AnyObject {
    /// `share` of the traffic has passed; `rate` is the delivered frames per second since the last
    /// call, `nil` if unknown.
    func trial(share: Double, rate: Double?)
}

extension SweepPoint {
    /// The capturer makes its own frames, so nothing is sent.
    var feedsItself: Bool { backend == "null" }
}

// MARK: - Setting up

extension TrialAttempt {
    private func setUp() throws {
        let traffic = point.traffic
        let bed = try VethPair(
            topology: measured.topology, policy: NAPIPolicy(rawValue: traffic.napiPolicy),
            mtu: traffic.mtu, placement: setting.placement)
        self.bed = bed
        measured.mismatches = bed.mismatches
        measured.napiThreadIsPinned = bed.napiThread == nil || bed.napiThreadIsPinned
        let processes = try ProcessNamespace(executable: setting.executable)
        self.processes = processes
        if measured.hasCapturer {
            capturer = try processes.start { [self] () throws(SystemError) in
                try startCapturer(bed)
            }
        }
        if !measured.feedsItself {
            generator = try processes.start { [self] () throws(SystemError) in
                try startGenerator(bed)
            }
        }
        stage.roles = [capturer, generator].compactMap { $0 }
        measured.ownPIDs = Set(
            [ProcessInfo.pid, capturer?.pid, generator?.pid, bed.napiThread].compactMap { $0 })
        try awaitReady()
        try checkSilence(bed)
    }

    private func startCapturer(_ bed: VethPair) throws(SystemError) -> RoleProcess {
        var words = [
            "capture", "--json", "-i", bed.capture.name, "--backend", point.backend,
            "--sizes", point.traffic.sizes.text, "--control-cpu", "\(setting.placement.generator)",
        ]
        if let truesize = setting.truesize { words += ["--truesize", "\(truesize)"] }
        words += point.settings.words.flatMap { ["-o", $0] }
        return try RoleProcess(
            "capturer", in: bed.capture.namespace.path, cpu: setting.placement.capture,
            executable: setting.executable, words: words,
            errorFile: setting.rawDirectory.map { $0 + "/capturer.stderr" })
    }

    private func startGenerator(_ bed: VethPair) throws(SystemError) -> RoleProcess {
        let traffic = point.traffic
        var words = [
            "generate", "--json", "-i", bed.generator.name, "--engine", traffic.engine,
            "--rate", traffic.load.load.text, "--frame-size", traffic.sizes.text,
        ]
        words += traffic.engineSettings.words.flatMap { ["-o", $0] }
        return try RoleProcess(
            "generator", in: bed.generator.namespace.path, cpu: setting.placement.generator,
            executable: setting.executable, words: words,
            errorFile: setting.rawDirectory.map { $0 + "/generator.stderr" })
    }

    private func awaitReady() throws {
        let deadline = MonotonicClock.now() + Limit.ready
        for role in stage.roles {
            var ready: RoleMessage?
            let isReady = try stage.wait(until: deadline) {
                ready = role.take { $0.type == .ready }
                return ready != nil
            }
            guard isReady else {
                throw TrialFailure(.capturerHung, "\(role.name) was not ready within 10 s")
            }
            let granted = ready?.granted ?? [:]
            if role === capturer {
                measured.granted.merge(granted) { _, new in new }
            } else {
                for (name, text) in granted { measured.granted["generator.\(name)"] = text }
            }
        }
    }

    /// Nothing may have moved before we send.
    private func checkSilence(_ bed: VethPair) throws {
        let received = try bed.capture.counters().receivedFrames
        guard received == 0 else {
            throw TrialFailure(.stray, "\(received) frames arrived before any was sent")
        }
    }

    /// Ends whatever still runs. Children first: their zombies would keep the namespace alive.
    private func tearDown() {
        measured.captureEndOfProcess = capturer?.end() ?? measured.captureEndOfProcess
        _ = generator?.end()
        stage.roles = []
        processes?.end()
        processes = nil
    }

    /// Lets go of the testbed: its interfaces vanish.
    func release() {
        bed = nil
    }
}

// MARK: - Traffic

extension TrialAttempt {
    private func warmUp() throws {
        guard let generator else { return }
        let length = min(1_000_000_000, duration / 10)
        let share = Double(length) / Double(duration)
        try generator.send(
            .start(
                runID: UInt32.random(in: 1 ... .max), at: MonotonicClock.now() + 5_000_000,
                frames: max(1, Int(Double(frames) * share)), duration: length))
        _ = try awaitRun(of: generator, length: length)
        try drain()
    }

    /// Waits for the report that ends a generator's run.
    private func awaitRun(of generator: RoleProcess, length: Int64) throws -> TrafficReport {
        var report: TrafficReport?
        let deadline = MonotonicClock.now() + length + Limit.final
        let isOver = try stage.wait(until: deadline) {
            report = generator.take { $0.finished == true }?.counters.map(GeneratorCounters.report)
            return report != nil
        }
        guard isOver, let report else {
            throw TrialFailure(.load, "the generator did not finish its run")
        }
        return report
    }

    /// Waits until no counter moves for long enough.
    private func drain() throws {
        guard let bed else { return }
        let quiet = max(100_000_000, 2 * (point.settings.nanoseconds("retire_timeout") ?? 0))
        let deadline = MonotonicClock.now() + Limit.drain
        var last: [Int64] = []
        var since = MonotonicClock.now()
        while MonotonicClock.now() < deadline {
            let counts = try moving(bed)
            let now = MonotonicClock.now()
            if counts != last {
                last = counts
                since = now
            } else if now - since >= quiet {
                return
            }
            try stage.sleep(until: min(now + 25_000_000, since + quiet))
        }
    }

    /// The counters that must come to rest.
    private func moving(_ bed: VethPair) throws -> [Int64] {
        let (sent, received) = (try bed.generator.counters(), try bed.capture.counters())
        var counts = [
            Int64(sent.sentFrames), Int64(sent.sendDrops), Int64(received.receivedFrames),
        ]
        if !measured.feedsItself, let counters = try captureCounters() {
            counts += [counters["frames"] ?? 0, counters["received"] ?? 0]
        }
        return counts
    }

    /// The capturer's counters now; `nil` without one.
    private func captureCounters() throws -> [String: Int64]? {
        guard let capturer else { return nil }
        return try answer(to: try capturer.requestSnapshot(), of: capturer).counters ?? [:]
    }

    private func answer(to tag: Int, of role: RoleProcess) throws -> RoleMessage {
        var answer: RoleMessage?
        let deadline = MonotonicClock.now() + Limit.final
        let isThere = try stage.wait(until: deadline) {
            answer = role.answer(to: tag)
            return answer != nil
        }
        guard isThere, let answer else {
            throw TrialFailure(.capturerHung, "\(role.name) did not answer within 5 s")
        }
        return answer
    }

    private func measure() throws {
        let runID = UInt32.random(in: 1 ... .max)
        measured.before = try readCounters()
        if let capturer {
            let tag = try capturer.arm(runID: runID, frames: frames)
            measured.captureStart = try answer(to: tag, of: capturer).counters ?? [:]
        }
        let start = MonotonicClock.now() + 20_000_000
        try generator?.send(
            .start(runID: runID, at: start, frames: frames, duration: duration))
        let pending = try sample(from: start)
        if let generator {
            measured.traffic = try awaitRun(of: generator, length: 0)
            try drain()
        }
        collect(pending)
        if let counters = try captureCounters() { measured.captureEnd = counters }
        measured.after = try readCounters()
    }

    /// Reads the clocks at each instant of the schedule; returns what was asked of the capturer.
    private func sample(from start: Int64) throws -> [Int] {
        var file = ProcFile()
        var tags: [Int] = []
        var last: (frames: Int, time: Int64)?
        for instant in measured.schedule.samples {
            try watchPlacement(until: start + instant)
            measured.samples.append(try readSample(&file))
            if let capturer {
                if let tag = tags.last, let answer = capturer.answer(to: tag) {
                    last = noted(answer, at: tags.count - 1, last)
                }
                tags.append(try capturer.requestSnapshot())
            }
            watcher.trial(share: Double(instant) / Double(duration), rate: rate(since: last))
        }
        return tags
    }

    private func noted(
        _ answer: RoleMessage, at index: Int, _ last: (frames: Int, time: Int64)?
    ) -> (frames: Int, time: Int64)? {
        guard let frames = answer.counters?["frames"], let time = answer.t_ns else { return last }
        measured.samples[index].deliveredFrames = Int(frames)
        return (Int(frames), time)
    }

    /// Frames per second between the last two answers.
    private func rate(since last: (frames: Int, time: Int64)?) -> Double? {
        guard let last, let first = measured.samples.first?.cpu.time, last.time > first else {
            return nil
        }
        return Double(last.frames) / (Double(last.time - first) / 1e9)
    }

    /// Takes the answers that came after the last look.
    private func collect(_ tags: [Int]) {
        guard let capturer else { return }
        for (index, tag) in tags.enumerated() where index < measured.samples.count {
            guard let frames = capturer.answer(to: tag)?.counters?["frames"] else { continue }
            measured.samples[index].deliveredFrames = Int(frames)
        }
    }

    /// Waits for the instant; where the NAPI thread could not be pinned, looks every 100 ms at
    /// where it runs.
    private func watchPlacement(until instant: Int64) throws {
        guard let thread = bed?.napiThread, !measured.napiThreadIsPinned else {
            return try stage.sleep(until: instant)
        }
        while MonotonicClock.now() + 100_000_000 < instant {
            try stage.sleep(until: MonotonicClock.now() + 100_000_000)
            guard let cpu = LastCPU.read(pid: thread) else { continue }
            measured.placementChecks += 1
            if cpu != setting.placement.capture { measured.placementMisses += 1 }
        }
        try stage.sleep(until: instant)
    }

    private func readSample(_ file: inout ProcFile) throws -> Sample {
        var sample = Sample(cpu: try CPUTimes.read(with: &file))
        if let capturer {
            sample.captureNanoseconds =
                try ThreadClock.readAll(pid: capturer.pid).values.reduce(0) { $0 + $1.run }
        }
        if let thread = bed?.napiThread {
            sample.kernelNanoseconds = try ThreadClock.read(pid: thread, tid: thread).run
        }
        return sample
    }

    /// Reads everything outside the roles, in a fixed order.
    private func readCounters() throws -> Counters {
        guard let bed else { throw TrialFailure(.interface, "the testbed has gone") }
        var file = ProcFile()
        return Counters(
            generator: try bed.generator.counters(), capture: try bed.capture.counters(),
            softnet: try SoftnetStat.read(),
            ksoftirqd: try KernelThread.ksoftirqd(cpu: setting.placement.capture)?.clock().run,
            tasks: try TaskSnapshot.read(), sample: try readSample(&file),
            runner: ProcessInfo.threadCPUTime())
    }

    /// Stops the roles and waits for them.
    private func finish() throws {
        for role in stage.roles { try role.send(RunnerMessage(.stop)) }
        let deadline = MonotonicClock.now() + Limit.final
        for role in stage.roles {
            let said = try stage.wait(until: deadline) { role.take { $0.type == .final } != nil }
            guard said else {
                throw TrialFailure(.capturerHung, "\(role.name) gave no final counters within 5 s")
            }
        }
        measured.captureEndOfProcess = try capturer?.exit(by: deadline)
    }
}

extension RoleProcess {
    /// Waits for the process to end by itself; `nil` if it has not by then.
    func exit(by deadline: Int64) throws -> ProcessEnd? {
        while MonotonicClock.now() < deadline {
            if let end = endIfThere() { return end }
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        }
        return nil
    }
}
