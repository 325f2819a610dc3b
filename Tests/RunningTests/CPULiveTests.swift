import Experiment
import Kernel
import Results
import Synchronization
import Testbed
import Testing

@testable import Running

/// A thread on the capture CPU that is busy half of the time, and knows how busy it was.
private final class Spinner: Sendable {
    private let ended = SharedFlag()
    private let total = Atomic<Int64>(0)

    func start(on cpu: Int) throws {
        try Thread.start { [self] in
            try? Scheduling.pin(to: cpu)
            while !ended.isRaised {
                let until = MonotonicClock.now() + 5_000_000
                while MonotonicClock.now() < until {}
                total.store(ProcessInfo.threadCPUTime(), ordering: .releasing)
                Poll.sleep(until: MonotonicClock.now() + 5_000_000)
            }
        }
    }

    var nanoseconds: Int64 { total.load(ordering: .acquiring) }
    func stop() { ended.raise() }
}

/// What clocks showed at the first and the last sample.
private final class Readings: Sendable {
    private let values = Mutex<[Int64]>([])
    func forget() { values.withLock { $0 = [] } }
    func note(_ value: Int64) { values.withLock { $0.append(value) } }
    var gain: Int64 { values.withLock { ($0.last ?? 0) - ($0.first ?? 0) } }
}

extension LiveTests {
    private static func long(_ series: String, rate: String = "1kpps") throws -> Experiment {
        let experiment = try ExperimentFile.decode(
            text: """
                [experiment]
                duration = "1200ms"
                interval = "1s"
                crop = "middle 1"
                retries = 0
                [traffic]
                engine = "sendmmsg"
                rate = "\(rate)"
                frame_size = 64
                [[series]]
                \(series)

                """, name: "test.toml", vocabulary: Laboratory.vocabulary)
        return TopologyChoice.resolve(experiment).experiment
    }

    @Test(arguments: ["backend = \"recv\"\nwake_up = \"busy\"", "backend = \"null\""])
    func `A capturer that spins costs all of the CPU time that its own clock shows`(
        series: String
    ) throws {
        // A sampler that stood still between two of its clocks tells windows that differ.
        let (clock, wall, row) = try Self.spun(series) { abs($0.cpuOtherPercent ?? 100) < 3 }
        expectClosed(row)
        let shown = try #require(row.cpuCaptureNs)
        let inSoftirqs: Int? = row.softirqInCaptureNs
        // Softirqs take its place: its own clock has them, too.
        let run = shown + (inSoftirqs ?? 0)
        // The row also has the drain after the traffic; a spinner goes on through it.
        let share = Double(clock.gain) / Double(wall.gain)
        #expect(run >= Int(clock.gain))
        #expect(Double(run) <= Double(clock.gain) + 0.6e9)
        // It never waits, so that the kernel's clock of it is right, too: but for what is stolen.
        if inSoftirqs != nil {
            let raw = try #require(row.cpuCaptureRawNs)
            #expect(run > raw - 10_000_000)
        }
        let busy = try #require(row.cpuBusyPercent)
        #expect(busy >= share * 100 - 2, "busy \(busy), own clock \(share * 100)")
        let other = try #require(row.cpuOtherPercent)
        let kernel = busy - other - share * 100
        #expect(kernel > -3, "busy \(busy), other \(other), own clock \(share * 100)")
    }

    /// A trial, and what the capturer's own clock showed meanwhile.
    private static func spun(
        _ series: String, until isAsMeant: (TrialRecord) -> Bool
    ) throws -> (Readings, Readings, TrialRecord) {
        let (clock, wall) = (Readings(), Readings())
        let row = try LiveTrial.row(
            of: try Self.long(series),
            LiveTrial.Meddling(
                afterSetUp: { _ in [clock, wall].forEach { $0.forget() } },
                duringTraffic: { attempt, _ in
                    guard let pid = attempt.capturer?.pid,
                        let time = ProcessClock.nanoseconds(of: pid)
                    else { return }
                    clock.note(time)
                    wall.note(MonotonicClock.now())
                }), until: isAsMeant)
        return (clock, wall, row)
    }

    @Test func `Whatever else runs on the capture CPU is in busy, and not in the capturer's time`()
        throws
    {
        let spinner = Spinner()
        let placement = try #require(Placement(allowed: try Scheduling.allowedCPUs()))
        try spinner.start(on: placement.capture)
        defer { spinner.stop() }
        let (clock, wall) = (Readings(), Readings())
        let row = try LiveTrial.row(
            of: try Self.long("backend = \"tpacket-v3\""),
            LiveTrial.Meddling(
                afterSetUp: { _ in [clock, wall].forEach { $0.forget() } },
                duringTraffic: { _, share in
                    // The middle interval is what is kept.
                    guard share > 0 && share < 1 else { return }
                    clock.note(spinner.nanoseconds)
                    wall.note(MonotonicClock.now())
                })
        ) { row in
            let own = Double(clock.gain) / Double(wall.gain) * 100
            return row.cpuBusyPercent ?? 0 >= own - 3 && row.cpuOtherPercent ?? 0 >= own - 3
                && row.cpuCaptureNs ?? .max < 200_000_000
        }
        expectClosed(row)
        let own = Double(clock.gain) / Double(wall.gain) * 100
        let busy = try #require(row.cpuBusyPercent)
        // One tick at each end of a second, and one period of the spinner.
        #expect(busy >= own - 3, "busy \(busy), spinner \(own)")
        #expect((row.cpuOtherPercent ?? 0) >= own - 3)
        #expect(Double(row.cpuCaptureNs ?? 0) < 0.2e9)
    }
}
