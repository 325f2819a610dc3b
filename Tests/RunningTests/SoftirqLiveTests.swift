import Experiment
import FoundationEssentials
import Kernel
import Results
import Testbed
import Testing

@testable import Running

/// A tc program that takes a known time for each frame, where the kernel receives it.
///
/// It runs in `sch_handle_ingress`, after the packet sockets and in the same softirq.
private enum Burner {
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

    /// Makes every frame cost so much more on this interface.
    static func attach(_ nanoseconds: Int, to link: Link) throws {
        let directory = "/tmp/bench-test-\(ProcessInfo.pid)-tc"
        try Directory.make(directory)
        defer { TextFile.removeDirectory(directory) }
        let (source, object) = (directory + "/burn.c", directory + "/burn.o")
        try TextFile.write(Self.source(nanoseconds), to: source)
        try Kernel.Command.run(["clang", "-O2", "-target", "bpf", "-c", source, "-o", object])
        try link.inside {
            try Kernel.Command.run(["tc", "qdisc", "add", "dev", link.name, "clsact"])
            try Kernel.Command.run([
                "tc", "filter", "add", "dev", link.name, "ingress", "bpf", "da", "obj", object,
                "sec", "tc",
            ])
        }
    }
}

extension LiveTests {
    /// Nanoseconds of kernel and capturer for each frame, of an undisturbed trial.
    private static func cost(
        _ series: String, rate: String, burning nanoseconds: Int = 0
    ) throws -> (kernel: Double, capture: Double) {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                "topology = \"veth-softirq\"", rate: rate, duration: "1s", series: [series]),
            LiveTrial.Meddling(afterSetUp: { bed in
                if nanoseconds > 0 { try Burner.attach(nanoseconds, to: bed.capture) }
            })
        ) { $0.outcome == .valid }
        expectClosed(row, "\(series)")
        let frames = Double(try #require(row.uniqueFrames))
        return (
            Double(try #require(row.cpuKernelNs)) / frames,
            Double(try #require(row.cpuCaptureNs)) / frames
        )
    }

    /// Whether some of a few attempts is as meant; the last one is asserted by the caller.
    private static func attempts<Value>(
        _ body: () throws -> Value, until isAsMeant: (Value) -> Bool
    ) rethrows -> Value {
        for _ in 0..<4 {
            let value = try body()
            if isAsMeant(value) { return value }
        }
        return try body()
    }

    /// Blocks, since the work of recv() for a frame depends on whether the frame wakes it.
    @Test(.enabled(if: Burner.isAvailable, "needs the softirq clock, and clang for a BPF program"))
    func `Time taken where a frame is received is the kernel's, and none of the capturer's`() throws
    {
        let (injected, series) = (20_000.0, "backend = \"tpacket-v3\"")
        let gain = try Self.attempts {
            let plain = try Self.cost(series, rate: "10kpps")
            let burning = try Self.cost(series, rate: "10kpps", burning: Int(injected))
            return (
                kernel: burning.kernel - plain.kernel, capture: burning.capture - plain.capture
            )
        } until: {
            abs($0.kernel - injected) < 0.05 * injected && abs($0.capture) < 0.02 * injected
        }
        #expect(abs(gain.kernel - injected) < 0.05 * injected, "\(gain)")
        #expect(abs(gain.capture) < 0.02 * injected, "\(gain)")
    }

    @Test(.enabled(if: SoftirqClock.obstacle == nil, "needs the softirq clock"))
    func `Work for a frame is the capturer's, also where softirqs interrupt it`() throws {
        // Two thirds of the CPU's time: most softirqs interrupt the work.
        let series = "backend = \"tpacket-v3\""
        let injected = 20_000.0
        let gain = try Self.attempts {
            let plain = try Self.cost(series, rate: "33kpps")
            let working = try Self.cost(series + "\nwork = \"20us\"", rate: "33kpps")
            return (
                kernel: working.kernel - plain.kernel, capture: working.capture - plain.capture
            )
        } until: {
            abs($0.capture - injected) < 0.05 * injected && abs($0.kernel) < 0.05 * injected
        }
        #expect(abs(gain.capture - injected) < 0.05 * injected, "\(gain)")
        #expect(abs(gain.kernel) < 0.05 * injected, "\(gain)")
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
}
