import FoundationEssentials
import Kernel
import Results
import Testing

/// What is left when the connection between hosts breaks, and what is told when it cannot be made.
@Suite(.serialized, .enabled(if: TwoHosts.isPossible, "\(TwoHosts.needs)"))
struct TwoHostsCutTests {
    /// What is waited for on the host that sends, and how long after that the cut is (ns).
    struct Phase: Sendable, CustomStringConvertible {
        let description: String
        let words: String
        var after: Int64 = 0
    }

    private static let phases = [
        Phase(description: "before ready", words: "host-agent"),
        Phase(description: "warm-up", words: "generate --json", after: 50_000_000),
        Phase(description: "traffic", words: "generate --json", after: 1_200_000_000),
        Phase(description: "drain", words: "generate --json", after: 2_350_000_000),
    ]

    /// Two trials of 2 s with 200 ms of warm-up.
    private static let twoTrials = hostExperiment(
        duration: "2s", retries: 1, series: ["backend = \"recv\"", "backend = \"tpacket-v3\""])

    private func begin(_ phase: Phase, _ bench: Bench, _ hosts: TwoHosts) throws -> Bench.Running {
        for host in ["gen", "cap"] { try hosts.run(on: host, "ip link set eth1 mtu 1400") }
        try bench.write(Self.twoTrials, to: "e.toml")
        let sweep = try bench.sweep(["--configure"], on: hosts)
        try hosts.await(phase.words, on: "gen", seconds: 60)
        Poll.sleep(until: MonotonicClock.now() + phase.after)
        return sweep
    }

    /// Whether each trial has a last row that is no consequence of a cut, and each row is whole.
    private func expectComplete(_ bench: Bench, _ comment: String) throws {
        let rows = try bench.records()
        let trials = Set(rows.map(\.trial))
        #expect(trials.count == 3, "\(comment)")
        for trial in trials {
            let last = rows.filter { $0.trial == trial }.max { $0.attempt < $1.attempt }
            #expect(last?.invalidReason != .hostLost, "\(comment)")
        }
    }

    /// With `BENCH_FULL=1` all of them.
    @Test(arguments: Bench.isFull ? phases : [phases[0], phases[2]])
    func `A runner that is killed leaves nothing on any host, and resume completes`(
        phase: Phase
    ) throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        for host in ["gen", "cap"] { try hosts.run(on: host, "ip link set eth1 mtu 1400") }
        let states = try hosts.states()
        let sweep = try begin(phase, bench, hosts)
        sweep.child.kill()
        _ = try sweep.child.wait()
        try hosts.expectNothingLeft(states)
        guard let directory = bench.runDirectory else { return }
        let resumed = try bench.sweep(["--configure", "--resume", directory.path], on: hosts)
            .wait(seconds: 120)
        try expectComplete(bench, resumed.errors)
        try hosts.expectNothingLeft(states)
    }

    @Test(arguments: Bench.isFull ? phases : [phases[1], phases[3]])
    func `When ssh is killed the sweep connects again and goes on`(phase: Phase) throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        for host in ["gen", "cap"] { try hosts.run(on: host, "ip link set eth1 mtu 1400") }
        let states = try hosts.states()
        let sweep = try begin(phase, bench, hosts)
        hosts.killConnections()
        let result = try sweep.wait(seconds: 180)
        if bench.runDirectory == nil {
            // Too early for a run.
            #expect(result.status == 4 && result.errors.contains("host "), "\(result.errors)")
        } else {
            try expectComplete(bench, result.errors)
            #expect(
                try bench.records().contains { $0.invalidReason == .hostLost }
                    || result.errors.contains("connecting again"), "\(result.errors)")
        }
        try hosts.expectNothingLeft(states)
    }

    @Test func `A dead link is noticed, the host puts everything back, and the sweep goes on`()
        throws
    {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        for host in ["gen", "cap"] { try hosts.run(on: host, "ip link set eth1 mtu 1400") }
        let states = try hosts.states()
        let sweep = try begin(Self.phases[2], bench, hosts)
        try hosts.run("ip link set bench-cap down")
        // Without a word from the runner the agent ends by itself.
        try hosts.expectNothingLeft(
            ["cap": try #require(states["cap"])], seconds: 40, orSessions: true)
        try hosts.run("ip link set bench-cap up")
        let result = try sweep.wait(seconds: 240)
        #expect(
            try bench.records().contains { $0.invalidReason == .hostLost }, "\(result.errors)")
        try expectComplete(bench, result.errors)
        try hosts.expectNothingLeft(states)
    }

    @Test func `Ctrl-C ends the agents too`() throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        for host in ["gen", "cap"] { try hosts.run(on: host, "ip link set eth1 mtu 1400") }
        let states = try hosts.states()
        let sweep = try begin(Self.phases[2], bench, hosts)
        sweep.child.kill(2)
        let result = try sweep.wait(seconds: 60)
        #expect(result.status == 130, "\(result.errors)")
        #expect(result.output.contains("--resume") && bench.runDirectory != nil)
        try hosts.expectNothingLeft(states)
        bench.expectNothingLeft()
    }

    /// What is wrong, how it is made so, and what is said of it.
    struct Refusal: Sendable, CustomStringConvertible {
        let description: String
        var host: String?
        var script = "true"
        var change: @Sendable (String) -> String = { $0 }
        var pushes = true
        var status = 4
        var lines = 1
        let said: String
    }

    private static let refusals = [
        Refusal(
            description: "unknown host",
            change: { $0.replacing("\"cap\"", with: "\"nobody.invalid\"") },
            said: "host nobody.invalid cannot be reached: ssh: Could not resolve hostname"),
        Refusal(
            description: "wrong key",
            script: "ssh-keygen -q -t ed25519 -N '' -f $LAB/other; "
                + "mv $LAB/other $LAB/key", said: "ssh was refused: "),
        Refusal(
            description: "host key changed",
            script: "ssh-keygen -q -t ed25519 -N '' -f $LAB/other; "
                + "echo 192.0.2.6 $(cut -d ' ' -f 1,2 $LAB/other.pub) >$LAB/known_hosts",
            said: "host cap cannot be reached: its host key has changed"),
        Refusal(
            description: "host key unknown", script: ": >$LAB/known_hosts",
            said: "its host key is not known: connect once by hand"),
        Refusal(description: "no bench there", pushes: false, said: "add --push to copy it"),
        Refusal(
            description: "another architecture",
            script: "printf '#!/bin/sh\\ntest $1 = -s && echo Linux || echo riscv64\\n' "
                + ">$LAB/cap/bin/uname; chmod 755 $LAB/cap/bin/uname",
            said: "host cap: it is “Linux riscv64”, and this bench is for Linux "),
        Refusal(
            description: "no sudo",
            script: "printf '#!/bin/sh\\necho 1000\\n' >$LAB/cap/bin/id; "
                + "printf '#!/bin/sh\\nexit 1\\n' >$LAB/cap/bin/sudo; chmod 755 $LAB/cap/bin/*",
            said: "host cap: user 1000 may not become root with “sudo -n”"),
        // An older C library shows in the same place: the program cannot be executed.
        Refusal(
            description: "a library that is missing", host: "cap",
            script: "mount --bind /dev/null $(readlink -f /usr/lib/*/libpcap.so.0.8)",
            said: "host cap: bench does not run there: "),
        Refusal(
            description: "different MTUs", host: "cap", script: "ip link set eth1 mtu 1400",
            said: "set both to the same"),
        Refusal(
            description: "another cable", host: "gen",
            script: "ip link set eth1 down; ip link set eth1 name eth9; ip link set eth9 up; "
                + "ip link add eth1 type veth peer name eth8; ip link set eth8 up; "
                + "ip link set eth1 up",
            said: "no test frame arrived: sent on eth1 of host gen, expected on eth1 of host cap"),
        Refusal(
            description: "interface down", host: "cap", script: "ip link set eth1 down",
            said: "eth1"),
        Refusal(
            description: "no such interface",
            change: { $0.replacing("capture = \"eth1\"", with: "capture = \"eth7\"") },
            said: "host cap: there is no interface eth7"),
        Refusal(
            description: "in use", host: "cap", script: "ip addr add 10.0.0.1/24 dev eth1",
            said: "host cap: eth1 carries the address 10.0.0.1"),
        Refusal(
            description: "latency",
            change: {
                $0.replacing("backend = \"recv\"", with: "backend = \"recv\"\nlatency = true")
            },
            status: 64, said: "two hosts have two clocks"),
        Refusal(
            description: "the same interface",
            change: { $0.replacing("\"gen\"", with: "\"cap\"") }, status: 64,
            said: "nic.capture: “eth1” is the generator's interface"),
        Refusal(
            description: "another topology",
            change: { $0.replacing("topology = \"nic\"", with: "topology = \"veth-napi\"") },
            status: 64, lines: 2, said: "hosts: is for topology “nic”"),
        Refusal(
            description: "an option for a host",
            change: { $0.replacing("\"cap\"", with: "\"-oProxyCommand=x\"") }, status: 64,
            said: "is not a host such as “user@host”, or “local”"),
    ]

    @Test(arguments: refusals)
    func `What is wrong is one clear line, and nothing has begun`(refusal: Refusal) throws {
        let bench = try Bench()
        let hosts = try TwoHosts(bench)
        let script = "LAB=\(hosts.folder)\n\(refusal.script)"
        if let host = refusal.host {
            try hosts.run(on: host, script)
        } else {
            try hosts.run(script)
        }
        let states = try hosts.states()
        try bench.write(refusal.change(hostExperiment()), to: "e.toml")
        let words = ["sweep", "e.toml", "--wait", "0s"] + (refusal.pushes ? ["--push"] : [])
        let result = try bench.start(words, on: hosts).wait(seconds: 60)
        #expect(result.status == refusal.status, "\(result.errors)")
        #expect(result.errors.contains(refusal.said), "\(result.errors)")
        let lines = result.errors.split(separator: "\n").filter { !$0.contains("copying bench") }
        #expect(lines.count == refusal.lines, "\(result.errors)")
        #expect(bench.runDirectory == nil)
        #expect(try hosts.states() == states)
    }
}
