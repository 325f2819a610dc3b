import Kernel
import Testing

extension SweepTests {
    /// Runs a script in a network namespace with a veth pair `va`–`vb`, both up and silent.
    private static func inPair(_ bench: Bench, _ script: String) throws -> String {
        let lines = """
            set -e
            echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
            echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
            ip link add va type veth peer name vb
            ip link set va arp off multicast off up
            ip link set vb arp off multicast off up
            bench='\(Bench.path)'
            """
        let output = try Command.run(
            ["timeout", "30", "unshare", "--net", "sh", "-c", lines + "\n" + script],
            in: bench.folder)
        return output.text
    }

    /// The value on the line of this name.
    private static func value(_ name: String, _ report: String) -> String? {
        report.split(separator: "\n").first { $0.hasPrefix(name + " ") }.map {
            String($0.dropFirst(name.count).drop { $0 == " " })
        }
    }

    @Test(arguments: ["recv", "tpacket-v1", "tpacket-v2", "tpacket-v3", "pcap"])
    func `A capture by hand and a generator by hand agree`(backend: String) throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench capture -i vb --backend \(backend) --stamps >captured & capture=$!
            sleep 0.4
            $bench generate -i va --rate 5kpps --frame-size 128 --count 1000 >sent
            sleep 0.3; kill -INT $capture; wait $capture; echo status $?
            cat sent captured
            """)
        #expect(Self.value("status", report) == "0")
        #expect(Self.value("frames offered", report) == "1000")
        let captured = try bench.read("captured")
        for (name, value) in [
            ("frames", "1000"), ("bytes", "124000"), ("unique", "1000"), ("stray", "0"),
        ] {
            #expect(Self.value(name, captured) == value, "\(name): \(captured)")
        }
        #expect(Self.value("drops", report) == "0")
    }

    @Test func `A capture ends after its count, its duration, and Ctrl-C, with a report`() throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench generate -i va --rate 2kpps --duration 3s >sent & generate=$!
            $bench capture -i vb --count 10 >count; echo first $?
            $bench capture -i vb --duration 300ms >time; echo second $?
            $bench capture -i vb >interrupt & capture=$!
            sleep 0.5; kill -INT $capture; wait $capture; echo third $?
            kill -INT $generate; wait $generate; echo fourth $?
            for file in count time interrupt sent; do grep -E '^(frames|duration)' $file; done
            """)
        for name in ["first", "second", "third", "fourth"] {
            #expect(Self.value(name, report) == "0", "\(report)")
        }
        #expect(report.split(separator: "\n").count { $0.hasPrefix("duration  ") } == 3)
        let time = try bench.read("time").split(separator: "\n").first { $0.hasPrefix("duration") }
        let seconds = try #require(
            time?.split(separator: " ").dropFirst().first.flatMap { Double($0) })
        #expect(seconds >= 0.3 && seconds < 3)
    }

    @Test func `Sending into a network in use is refused unless its interface is named again`()
        throws
    {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            ip addr add 192.0.2.1/24 dev va
            send() { $bench generate -i va --rate 100pps --count 10 "$@" >>sent 2>>errors; }
            send || echo first $?
            send --i-know-this-floods vb || echo second $?
            send --i-know-this-floods va && echo third $?
            ip addr flush dev va; ip route add default dev va
            send || echo fourth $?
            ip route flush dev va; ip route add 192.0.2.0/24 dev va
            send && echo fifth $?
            cat errors
            """)
        let statuses = ["first", "second", "third", "fourth", "fifth"].map {
            Self.value($0, report)
        }
        #expect(statuses == ["4", "4", "0", "4", "0"], "\(report)")
        #expect(report.contains("carries the address 192.0.2.1"))
        #expect(report.contains("has the default route"))
        #expect(report.contains("--i-know-this-floods va"))
    }

    @Test func `An interface that is missing or down is the environment's fault`() throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench capture -i nowhere --duration 1s 2>>errors || echo first $?
            ip link set vb down
            $bench capture -i vb --duration 100ms 2>>errors || echo second $?
            $bench generate -i va --rate 1pps --frame-size 1600 2>>errors || echo third $?
            cat errors
            """)
        #expect(Self.value("first", report) == "4", "\(report)")
        #expect(Self.value("second", report) == "4", "\(report)")
        #expect(Self.value("third", report) == "64", "\(report)")
        #expect(report.contains("nowhere") && report.contains("vb is down"))
    }
}
