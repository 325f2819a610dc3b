import FoundationEssentials
import Kernel
import Testing

/// Two hosts as `contrib/two-hosts-lab.sh` makes them, in network namespaces of the test's own.
///
/// The machine on which bench is started is a third namespace, to which the others' links for ssh lead.
final class TwoHosts {
    private let holder: ChildProcess
    let folder: String
    private static let script =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/contrib/two-hosts-lab.sh"

    static let needs = "needs root, openssh-client and openssh-server"
    static var isPossible: Bool {
        Bench.isRoot && ProcessInfo.program("ssh") != nil
            && (ProcessInfo.program("sshd") != nil || ProcFile.exists("/usr/sbin/sshd"))
    }

    init(_ bench: Bench) throws {
        folder = bench.folder + "/lab"
        holder = try ChildProcess(
            "unshare", ["--net", "sleep", "1200"],
            streams: .init(input: .null, output: .null, error: .inherit))
        let deadline = MonotonicClock.now() + 5_000_000_000
        while (try? ProcFile.text("/proc/\(holder.pid)/comm")) != "sleep",
            MonotonicClock.now() < deadline
        {
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        }
        try Command.run(network + [Self.script, "up", folder], within: 60)
    }

    deinit {
        _ = try? Command.run([Self.script, "down", folder])
        holder.kill()
        _ = try? holder.wait()
    }

    private var network: [String] { ["nsenter", "-t", "\(holder.pid)", "--net"] }

    /// The words that start bench where it knows the two.
    var prefix: [String] {
        network + [
            "env", "PATH=\(folder)/bin:\(ProcessInfo.environment("PATH") ?? "/usr/bin:/bin")",
        ]
    }

    /// Runs a script on the machine on which bench is started.
    @discardableResult
    func run(_ script: String) throws -> String {
        try Command.run(network + ["sh", "-ec", script]).text
    }

    /// Runs a script on a host.
    @discardableResult
    func run(on host: String, _ script: String) throws -> String {
        let pid = try #require(firstProcess(of: host))
        return try Command.run(
            [
                "nsenter", "-t", "\(pid)", "--net", "--mount", "--pid", "--uts", "sh", "-ec",
                script,
            ]
        ).text
    }

    /// The first process of a host.
    func firstProcess(of host: String) -> Int32? {
        guard let parent = try? ProcFile.text("\(folder)/\(host)/pid"),
            let children = try? ProcFile.text("/proc/\(parent)/task/\(parent)/children")
        else { return nil }
        return children.split(separator: " ").first.flatMap { Int32($0) }
    }

    /// The command lines of what bench and ssh have on a host, its sshd apart.
    func processes(on host: String) throws -> [String] {
        let first = try #require(firstProcess(of: host))
        let parent = Int32((try? ProcFile.text("\(folder)/\(host)/pid")) ?? "")
        let network = Self.network(of: first)
        return ((try? ProcDirectory.numbers("/proc")) ?? []).compactMap { pid in
            // unshare, which waits for the first one, is in the namespace as well.
            guard pid != first, pid != parent, Self.network(of: pid) == network else { return nil }
            let words = (try? ProcFile.text("/proc/\(pid)/cmdline"))?.split(separator: "\0") ?? []
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }

    /// The inode of a process' network namespace, as a text.
    private static func network(of pid: Int32) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/net")
    }

    /// Kills every ssh on the machine on which bench is started.
    func killConnections() {
        let network = Self.network(of: holder.pid)
        for pid in (try? ProcDirectory.numbers("/proc")) ?? [] {
            guard Self.network(of: pid) == network,
                (try? ProcFile.text("/proc/\(pid)/comm")) == "ssh"
            else { continue }
            _ = try? Command.collect(["kill", "-KILL", "\(pid)"])
        }
    }

    /// Everything that can be set of a host's interface, as text.
    func state(of host: String) throws -> String {
        try run(
            on: host,
            """
            ip -d link show eth1; ip addr show eth1; ethtool -k eth1; tc qdisc show dev eth1
            grep . /sys/class/net/eth1/queues/*/*_* /sys/class/net/eth1/threaded \
                /sys/class/net/eth1/flags /sys/class/net/eth1/mtu 2>/dev/null
            grep . /proc/sys/net/ipv6/conf/eth1/* 2>/dev/null || true
            """)
    }

    /// Journals of interface settings that a host still has.
    func journals(of host: String) throws -> String {
        try run(on: host, "ls /run/bench/restore 2>/dev/null || true")
    }

    /// Nothing of a sweep is left on the hosts: no process, no change of an interface.
    ///
    /// - Parameter sessions: whether ssh's own may be left, which wait for a dead link.
    func expectNothingLeft(
        _ states: [String: String], seconds: Int64 = 25, orSessions sessions: Bool = false
    ) throws {
        for (host, state) in states {
            let left = { [self] in
                try processes(on: host).filter { !(sessions && $0.hasPrefix("sshd")) }
            }
            let deadline = MonotonicClock.now() + seconds * 1_000_000_000
            while MonotonicClock.now() < deadline, try !left().isEmpty {
                Poll.sleep(until: MonotonicClock.now() + 50_000_000)
            }
            #expect(try left().joined(separator: "; ") == "", "\(host)")
            #expect(try self.state(of: host) == state, "\(host)")
            #expect(try journals(of: host) == "", "\(host)")
        }
    }

    func states() throws -> [String: String] {
        ["gen": try state(of: "gen"), "cap": try state(of: "cap")]
    }

    /// Waits for a process on a host whose command line has this in it.
    func await(_ words: String, on host: String, seconds: Int64 = 30) throws {
        let deadline = MonotonicClock.now() + seconds * 1_000_000_000
        while MonotonicClock.now() < deadline {
            let found = try processes(on: host).contains {
                $0.contains(words) && !$0.contains("__enter")
            }
            if found { return }
            Poll.sleep(until: MonotonicClock.now() + 5_000_000)
        }
        throw Bench.TimedOut(errors: "no process with “\(words)” on \(host)")
    }
}

extension Bench {
    /// Starts bench where it knows the two hosts.
    func start(_ words: [String], on hosts: TwoHosts) throws -> Running {
        try start(words, prefix: hosts.prefix, ownNetwork: false)
    }

    /// Starts a sweep of `e.toml` between the hosts, which get this bench.
    func sweep(_ more: [String] = [], on hosts: TwoHosts) throws -> Running {
        try start(["sweep", "e.toml", "--wait", "0s", "--push"] + more, on: hosts)
    }
}

/// An experiment between two hosts.
func hostExperiment(
    generator: String = "gen", capture: String = "cap", rate: String = "2kpps",
    duration: String = "400ms", size: String = "64", retries: Int = 3,
    series: [String] = ["backend = \"recv\""]
) -> String {
    experiment(
        """
        topology = "nic"
        [hosts]
        generator = "\(generator)"
        capture = "\(capture)"
        [nic]
        generator = "eth1"
        capture = "eth1"
        """,
        rate: rate, size: size, duration: duration, series: series
    ).replacing("retries = 0", with: "retries = \(retries)")
}
