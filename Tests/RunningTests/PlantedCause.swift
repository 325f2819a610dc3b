import Experiment
import Glibc
import Kernel
import Results
import Testbed
import Testing

@testable import Running

/// A cause that a live trial is given, and the rule that must name it.
struct PlantedCause: CustomTestStringConvertible, Sendable {
    /// The rule's name.
    let rule: String
    /// Lines of the series.
    let series: String
    var more = ""
    var rate = "20kpps"
    var size = "64"
    var duration = "1s"
    var meddling = LiveTrial.Meddling()
    /// The CPUs of the trial; `nil` for all.
    var cpus: [Int]?
    /// `net.core.netdev_max_backlog` during the trial; `nil` to leave it.
    var backlog: Int?
    /// Whether the cause makes a row invalid; otherwise what else runs here is excused.
    var isOfValidity = false
    /// What the machine lacks for it; `nil` if nothing.
    var obstacle: String?

    var testDescription: String { rule }

    func row() throws -> TrialRecord {
        let limit = try ProcFile.text(Self.backlogPath)
        if let backlog { try Sysctl.set(Self.backlogName, "\(backlog)") }
        defer { if backlog != nil { try? Sysctl.set(Self.backlogName, limit) } }
        var row = try LiveTrial.row(
            of: try Laboratory.experiment(
                more, rate: rate, size: size, duration: duration, series: [series]),
            meddling, on: cpus)
        // What else runs on the machine is not what is asked here.
        if !isOfValidity, let reason = row.invalidReason, LiveTrial.excusable.contains(reason) {
            (row.outcome, row.invalidReason) = (.valid, nil)
        }
        return row
    }

    private static let backlogName = "net/core/netdev_max_backlog"
    private static let backlogPath = "/proc/sys/" + backlogName
}

extension PlantedCause {
    static let all =
        inCapture + onThePath + [
            PlantedCause(
                rule: "generator-short", series: "backend = \"recv\"", rate: "50Mpps",
                duration: "300ms", isOfValidity: true),
            // The stamp of UDP ends at byte 74.
            PlantedCause(
                rule: "cut-frames", series: "backend = \"recv\"\nsnaplen = 46",
                size: "128\nframe_format = \"udp4\"", isOfValidity: true),
            startUp,
        ]

    /// In the ring, or in the process that reads it.
    private static let inCapture = [
        // Up to 32 frames come at once.
        PlantedCause(rule: "small-ring", series: "backend = \"tpacket-v2\"\nring_frames = 1"),
        PlantedCause(
            rule: "slow-consumer",
            series: "backend = \"tpacket-v2\"\nring_frames = 64\nwork = \"200us\""),
        stopped,
        PlantedCause(
            rule: "filter", series: "backend = \"recv\"\nfilter = \"ether[29] & 3 != 0\""),
        // The last block is full after 1.2 s, and would be handed over after 900 ms: the trial ends
        // before, since nobody waits for it.
        PlantedCause(
            rule: "retire-timeout",
            series: "backend = \"tpacket-v3\"\nblock_size = \"4MiB\"\nretire_timeout = \"900ms\"",
            meddling: LiveTrial.Meddling(duringTraffic: { attempt, _ in attempt.heldBack = 0 })),
    ]

    /// Before the ring.
    private static let onThePath = [
        PlantedCause(
            rule: "backlog-limit", series: "backend = \"recv\"",
            more: "topology = \"veth-softirq\"", rate: "64 frames every 1ms", duration: "300ms",
            backlog: 16),
        PlantedCause(
            rule: "shared-cpu", series: "backend = \"tpacket-v2\"\nring_frames = 16",
            rate: "100kpps", cpus: [0]),
        // Softirqs that take all the time there is.
        PlantedCause(
            rule: "ksoftirqd", series: "backend = \"tpacket-v3\"",
            more: "topology = \"veth-softirq\"", rate: "100kpps",
            meddling: LiveTrial.Meddling(afterSetUp: { bed in
                let folder = try BuildProbeTests.Folder()
                try Burner.attach(try Burner.compile(20_000, in: folder), to: bed.capture)
                withExtendedLifetime(folder) {}
            }),
            obstacle: Burner.isAvailable ? nil : "the softirq clock, and clang for a BPF program"),
    ]

    /// Three tenths of the traffic; the ring outlasts what a virtual machine stands still for by
    /// itself.
    static let stopped = PlantedCause(
        rule: "stood-still", series: "backend = \"tpacket-v2\"\nring_frames = 512",
        meddling: LiveTrial.Meddling(duringTraffic: { attempt, share in
            let signal: CInt? =
                abs(share - 0.45) < 0.01 ? SIGSTOP : abs(share - 0.75) < 0.01 ? SIGCONT : nil
            if let signal, let capturer = attempt.capturer { kill(capturer.pid, signal) }
        }))

    /// A program that does not read its small ring for the first 80 of 2000 ms.
    private static let startUp = PlantedCause(
        rule: "start-up",
        series: "backend = \"command\"\n"
            + "command = \"tcpdump -Z root -B 512 -c 9876543 -i {interface} -w {file}\"",
        rate: "100kpps", duration: "2s",
        meddling: LiveTrial.Meddling(duringTraffic: { _, share in
            guard share == 0 else { return }
            let programs = LiveTests.pids(of: "9876543")
            for pid in programs { kill(pid, SIGSTOP) }
            Poll.sleep(until: MonotonicClock.now() + 80_000_000)
            for pid in programs { kill(pid, SIGCONT) }
        }),
        obstacle: ProcessInfo.program("tcpdump") == nil ? "tcpdump" : nil)
}
