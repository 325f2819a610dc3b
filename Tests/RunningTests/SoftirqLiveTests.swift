import Capture
import Experiment
import FoundationEssentials
import Glibc
import Kernel
import Results
import Statistics
import Testbed
import Testing

@testable import Running

/// A tc program that takes a known time for each frame, where the kernel receives it.
///
/// It runs in `sch_handle_ingress`, after the packet sockets and in the same softirq.
enum Burner {
    static let isAvailable =
        SoftirqClock.obstacle == nil
        && (try? Kernel.Command.run(["clang", "--version"])) != nil

    private static func source(_ nanoseconds: Int) -> String {
        """
        struct __sk_buff;
        static unsigned long long (*now)(void) = (void *)5; /* bpf_ktime_get_ns */
        __attribute__((section("tc"), used)) int burn(struct __sk_buff *frame)
        {
            unsigned long long until = now() + \(nanoseconds);
            for (int i = 0; i < 4000; i += 1)
                if (now() >= until)
                    break;
            return 0; /* TC_ACT_OK */
        }

        """
    }

    /// The program for this time, compiled in a folder that goes with the burner.
    static func compile(_ nanoseconds: Int, in folder: BuildProbeTests.Folder) throws -> String {
        let (source, object) = (folder.path + "/burn.c", folder.path + "/burn.o")
        try TextFile.write(Self.source(nanoseconds), to: source)
        try Kernel.Command.run(["clang", "-O2", "-target", "bpf", "-c", source, "-o", object])
        return object
    }

    /// Makes every frame cost so much more on this interface.
    static func attach(_ object: String, to link: Link) throws {
        try link.inside {
            try Kernel.Command.run(["tc", "qdisc", "add", "dev", link.name, "clsact"])
            try Kernel.Command.run([
                "tc", "filter", "add", "dev", link.name, "ingress", "bpf", "da", "obj", object,
                "sec", "tc",
            ])
        }
    }
}

/// A known time for each frame, at a rate that leaves the CPU some room.
struct Injection: Sendable {
    let nanoseconds: Int
    let rate: String

    /// Where the frame is received.
    ///
    /// Rates at which next to no frame comes while the capturer runs: each would cost it a hard
    /// interrupt, and a longer softirq gives more of them the time to come.
    static let received = [
        Injection(nanoseconds: 2000, rate: "50kpps"),
        Injection(nanoseconds: 20_000, rate: "10kpps"),
    ]

    /// In the capturer.
    ///
    /// Softirqs interrupt most of the longer work. What the hard interrupt before
    /// each costs is in the work too, some 5 us on a virtual machine: too much beside 2 us, so that
    /// these frames come together and are worked on when all are there.
    static let worked = [
        Injection(nanoseconds: 2000, rate: "512 frames every 20ms"),
        Injection(nanoseconds: 20_000, rate: "16kpps"),
    ]
}

/// Nanoseconds for each frame.
private struct FrameCost {
    let kernel: Double
    let capture: Double
    /// Whether the machine disturbed a trial of it.
    var isDisturbed = false

    static func - (one: FrameCost, other: FrameCost) -> FrameCost {
        FrameCost(
            kernel: one.kernel - other.kernel, capture: one.capture - other.capture,
            isDisturbed: one.isDisturbed || other.isDisturbed)
    }
}

extension LiveTests {
    /// What an undisturbed trial of a block ring cost; recv() is woken more or less often.
    private static func cost(
        work: Int = 0, burning: String? = nil, rate: String
    ) throws -> FrameCost {
        let series = "backend = \"tpacket-v3\"" + (work > 0 ? "\nwork = \"\(work)ns\"" : "")
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                "topology = \"veth-softirq\"", rate: rate, duration: "500ms", series: [series]),
            LiveTrial.Meddling(afterSetUp: { bed in
                if let burning { try Burner.attach(burning, to: bed.capture) }
            }), attempts: 2, isAsserted: false
        ) { isUndisturbed($0) }
        expectClosed(row, "\(series)")
        let frames = Double(try #require(row.uniqueFrames))
        return FrameCost(
            kernel: Double(try #require(row.cpuKernelNs)) / frames,
            capture: Double(try #require(row.cpuCaptureNs)) / frames,
            isDisturbed: !isUndisturbed(row))
    }

    /// A disturbance of 1 % of the CPU time is 200 ns for each of 50,000 frames a second.
    private static func isUndisturbed(_ row: TrialRecord) -> Bool {
        row.outcome == .valid && row.stealPercent ?? 100 < 0.5
            && row.foreignLoadPercent ?? 100 < 0.5
    }

    /// The median gain of some pairs of trials, one after the other: the first that is as meant.
    ///
    /// Both of a pair have the time in question, one more of it, so that they differ in nothing else.
    /// Where the machine disturbed most pairs, or where they differ so much that their median is not
    /// known to within `precision` nanoseconds, the test is skipped and says so.
    private static func gain(
        precision: Double, of pair: () throws -> FrameCost, until isAsMeant: (FrameCost) -> Bool
    ) throws -> FrameCost {
        var gains: [FrameCost] = []
        while true {
            gains.append(try pair())
            let kernel = try #require(Sample(gains.map(\.kernel)))
            let capture = try #require(Sample(gains.map(\.capture)))
            let gain = FrameCost(kernel: kernel.median, capture: capture.median)
            if gains.count >= 3, isAsMeant(gain) { return gain }
            guard gains.count >= 9 else { continue }
            let isKnown = [kernel, capture].allSatisfy { gains in
                let interval = gains.medianInterval()
                return interval.upperBound - interval.lowerBound < 2 * precision
            }
            let disturbed = gains.count { $0.isDisturbed }
            if isKnown, disturbed <= gains.count / 2 { return gain }
            guard gains.count < 15 else {
                try LiveTrial.cancel(
                    "\(disturbed) of 15 pairs were disturbed, kernel \(kernel), capture \(capture)")
            }
        }
    }

    @Test(
        .enabled(if: Burner.isAvailable, "needs the softirq clock, and clang for a BPF program"),
        arguments: Injection.received)
    func `Time taken where a frame is received is the kernel's, and none of the capturer's`(
        _ injection: Injection
    ) throws {
        let injected = Double(injection.nanoseconds)
        let folders = try (BuildProbeTests.Folder(), BuildProbeTests.Folder())
        let none = try Burner.compile(0, in: folders.0)
        let some = try Burner.compile(injection.nanoseconds, in: folders.1)
        let gain = try Self.gain(precision: 0.02 * injected) {
            let plain = try Self.cost(burning: none, rate: injection.rate)
            return try Self.cost(burning: some, rate: injection.rate) - plain
        } until: {
            abs($0.kernel - injected) < 0.05 * injected && abs($0.capture) < 0.02 * injected
        }
        #expect(abs(gain.kernel - injected) < 0.05 * injected, "\(gain)")
        #expect(abs(gain.capture) < 0.02 * injected, "\(gain)")
    }

    @Test(
        .enabled(if: SoftirqClock.obstacle == nil, "needs the softirq clock"),
        arguments: Injection.worked)
    func `Work for a frame is the capturer's, also where softirqs interrupt it`(
        _ injection: Injection
    ) throws {
        let injected = Double(injection.nanoseconds)
        let gain = try Self.gain(precision: 0.02 * injected) {
            let some = try Self.cost(work: injection.nanoseconds, rate: injection.rate)
            return try Self.cost(work: 2 * injection.nanoseconds, rate: injection.rate) - some
        } until: {
            abs($0.capture - injected) < 0.05 * injected && abs($0.kernel) < 0.02 * injected
        }
        #expect(abs(gain.capture - injected) < 0.05 * injected, "\(gain)")
        #expect(abs(gain.kernel) < 0.02 * injected, "\(gain)")
    }

    /// Stops the capturer from 50 ms to 950 ms: of eight bursts, 130 ms apart, all but the first are
    /// then.
    private static let stopped = LiveTrial.Meddling(duringTraffic: { attempt, share in
        let isFirst = abs(share - 0.05) < 0.01
        let signal: CInt? = isFirst ? SIGSTOP : abs(share - 0.95) < 0.01 ? SIGCONT : nil
        if let signal, let capturer = attempt.capturer { kill(capturer.pid, signal) }
    })

    /// By hand, because one slot is one frame there, and any number of them is allowed.
    private static let slotRings = ["tpacket-v1", "tpacket-v2"]

    @Test(arguments: slotRings, [1, 7, 128])
    func `Behind a capturer that is stopped there are exactly as many frames as slots`(
        backend: String, slots: Int
    ) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                "topology = \"veth-softirq\"", rate: "\(slots) frames every 130ms", duration: "1s",
                series: ["backend = \"\(backend)\"\nring_frames = \(slots)"]),
            Self.stopped
        ) { $0.uniqueFrames == 2 * slots }
        expectClosed(row)
        #expect(row.offeredFrames == 8 * slots)
        #expect(row.uniqueFrames == 2 * slots && row.dropsSocket == 6 * slots)
    }

    @Test func `A backlog that is full is named, exactly`() throws {
        let limit = try ProcFile.text("/proc/sys/net/core/netdev_max_backlog")
        defer { try? Sysctl.set("net/core/netdev_max_backlog", limit) }
        try Sysctl.set("net/core/netdev_max_backlog", "16")
        for topology in ["veth-softirq", "veth-rps"] {
            let row = try LiveTrial.row(
                of: try Laboratory.experiment(
                    "topology = \"\(topology)\"", rate: "64 frames every 1ms",
                    series: ["backend = \"recv\""])
            ) { ($0.dropsBacklog ?? 0) > 0 && $0.unexplainedFrames == 0 }
            expectClosed(row, "\(topology)")
            #expect((row.dropsBacklog ?? 0) > 0, "\(topology)")
            #expect(row.dropsBacklog == row.softnetDropped, "\(topology)")
        }
    }

    @Test(.enabled(if: SoftirqClock.obstacle == nil, "needs the softirq clock"))
    func `Without frames there is no receive work, and kernel, capturer and rest are all of busy`()
        throws
    {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                "topology = \"veth-softirq\"", rate: "10pps", duration: "1s",
                series: ["backend = \"tpacket-v3\""])
        ) { ($0.cpuKernelNs ?? .max) < 5_000_000 }
        expectClosed(row)
        let kernel = try #require(row.cpuKernelNs)
        #expect(kernel < 5_000_000, "0.5 % of the traffic's second")
        #expect(row.flags.contains(.receiveElsewhere) == false)
    }

    @Test(
        .enabled(if: SoftirqClock.obstacle == nil, "needs the softirq clock"),
        arguments: ["20kpps", "400kpps", "2Mpps"])
    func `Kernel and capturer are never more than the CPU was busy, and nearly all of a full one`(
        rate: String
    ) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                "topology = \"veth-softirq\"", rate: rate, duration: "1s",
                series: ["backend = \"recv\""])
        ) { row in
            let other = row.cpuOtherPercent ?? -100
            return other > -1
                && (row.cpuBusyPercent ?? 0 <= 99 || other - (row.foreignLoadPercent ?? 0) < 10)
        }
        expectClosed(row)
        let busy = try #require(row.cpuBusyPercent)
        // What is left is subtracted from busy, so only its size can be wrong.
        let other = try #require(row.cpuOtherPercent)
        #expect(other > -1, "of \(busy) %")
        // Other tasks are known, whichever CPU had them.
        let own = other - (row.foreignLoadPercent ?? 0)
        if busy > 99 { #expect(own < 10, "what wakes, switches and interrupts is no tenth") }
    }

    @Test(.enabled(if: SoftirqTrace.isAvailable, "\(SoftirqTrace.requirement)"))
    func `The clock agrees with the kernel's trace of its softirqs`() throws {
        let cpu = try #require(Placement(allowed: try Scheduling.allowedCPUs())).capture
        let readings = Mailbox<Result<SoftirqReadings, any Error>>()
        let experiment = try Laboratory.experiment(
            // Long softirqs: each takes some 100 ns more by the one that is read first.
            "topology = \"veth-softirq\"", rate: "1Mpps", engine: "auto", duration: "1s",
            series: ["backend = \"tpacket-v3\""])
        let read = try LiveTrial.first {
            let row = try LiveTrial.row(
                of: experiment,
                LiveTrial.Meddling(duringTraffic: { attempt, share in
                    guard abs(share - 0.45) < 0.01 else { return }
                    readings.put(Result { try SoftirqReadings(cpu: cpu, for: 300_000_000) })
                }))
            expectClosed(row)
            // A trial that failed at once came to no sample.
            let both = try readings.takeIfThere()?.get()
            let isAsMeant = both.map { abs($0.clock - $0.trace) < 0.03 * $0.trace } ?? false
            return (both, [row], isAsMeant)
        }
        let both = try #require(read)
        #expect(both.clock > 50_000_000, "there was work to measure")
        #expect(abs(both.clock - both.trace) < 0.03 * both.trace, "\(both)")
    }
}
