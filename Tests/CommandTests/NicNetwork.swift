import FoundationEssentials
import Kernel
import Testing

/// A network namespace of a test's own with a veth pair `eth1` and `eth2` in it, made by ip(8) as a user
/// would make one: to bench they are interfaces of the machine.
final class NicNetwork {
    private let holder: ChildProcess

    /// How it is made unless a test says otherwise: without IPv6, up.
    static let quiet = ["sysctl -qw net.ipv6.conf.all.disable_ipv6=1"]
    static let up = ["ip link set eth1 up", "ip link set eth2 up"]

    /// - Parameter lines: shell commands before and after the pair is made.
    init(before: [String] = quiet, after: [String] = up) throws {
        holder = try ChildProcess(
            "unshare", ["--net", "sleep", "600"],
            streams: .init(input: .null, output: .null, error: .inherit))
        let deadline = MonotonicClock.now() + 5_000_000_000
        while (try? ProcFile.text("/proc/\(holder.pid)/comm")) != "sleep",
            MonotonicClock.now() < deadline
        {
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        }
        try run(
            (before + ["ip link add eth1 type veth peer name eth2"] + after).joined(separator: "\n")
        )
    }

    deinit {
        holder.kill()
        _ = try? holder.wait()
    }

    /// The words that start a command inside.
    var prefix: [String] { ["nsenter", "-t", "\(holder.pid)", "--net"] }

    /// Runs a script inside, where /sys is that of the namespace.
    @discardableResult
    func run(_ script: String) throws -> String {
        let whole = "set -e\nmount -t sysfs none /sys\n\(script)"
        return try Command.run(prefix + ["unshare", "-m", "sh", "-c", whole]).text
    }

    /// Everything that can be set of the two, as text.
    func state() throws -> String {
        try run(
            """
            for i in eth1 eth2; do
                ip -d link show $i
                ip addr show $i
                ethtool -k $i
                tc qdisc show dev $i
                grep . /sys/class/net/$i/queues/*/*_* /sys/class/net/$i/threaded \
                    /sys/class/net/$i/flags /sys/class/net/$i/mtu 2>/dev/null
                grep . /proc/sys/net/ipv4/conf/$i/* /proc/sys/net/ipv6/conf/$i/* \
                    2>/dev/null || true
            done
            """)
    }
}

extension Bench {
    /// Starts bench inside a network.
    func start(_ words: [String], in network: NicNetwork) throws -> Running {
        try start(words, prefix: network.prefix, ownNetwork: false)
    }

    func sweep(_ more: [String] = [], in network: NicNetwork) throws -> Running {
        try start(["sweep", "e.toml", "--wait", "0s"] + more, in: network)
    }
}

/// An experiment on the interfaces `eth1` and `eth2`.
func nicExperiment(
    _ generator: String = "eth1", _ capture: String = "eth2", rate: String = "2kpps",
    size: String = "64", duration: String = "200ms", series: [String] = ["backend = \"recv\""]
) -> String {
    experiment(
        "topology = \"nic\"\n[nic]\ngenerator = \"\(generator)\"\ncapture = \"\(capture)\"",
        rate: rate, size: size, duration: duration, series: series)
}
