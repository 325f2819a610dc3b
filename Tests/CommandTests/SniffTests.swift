import Capture
import FoundationEssentials
import Kernel
import Testing

/// Frames that were sniffed beside frames that tcpdump took, and audits of what was written.
extension SweepTests {
    private static let hasTcpdump = ProcessInfo.program("tcpdump") != nil
    /// A sniffer's sockets: one for each CPU.
    private static let rings = Scheduling.configuredCPUs

    @Test(arguments: Sniffer.backends.map { $0.name })
    func `A sniffer prints two lines for each frame, received or sent`(backend: String) throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench sniff -i vb --backend \(backend) --poison >received 2>summary & sniff=$!
            $bench sniff -i va --backend \(backend) >outgoing 2>/dev/null & other=$!
            listening \(2 * Self.rings)
            $bench generate -i va --rate 5kpps --frame-size 128 --count 1000 >sent
            settled; kill -INT $sniff $other; wait $sniff; echo status $?; wait $other
            cat summary
            """)
        #expect(Self.value("status", report) == "0")
        #expect(
            report.contains(
                "1000 packets captured\n1000 packets received by filter\n0 packets left unread\n"),
            "\(report)")
        #expect(report.contains("0 packets dropped by kernel\n0 packets came as abab"), "\(report)")
        for name in ["received", "outgoing"] {
            let lines = try bench.read(name).split(separator: "\n")
            #expect(lines.count == 2000, "\(name)")
            #expect(lines.first?.hasPrefix("dump 1.0: ptr: 0x") == true)
            #expect(lines.count { $0.hasSuffix("type: 88b5") } == 1000)
        }
    }

    @Test(arguments: Sniffer.backends.map { $0.name })
    func `A count ends a sniffer at that frame, and JSON is JSON`(backend: String) throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench generate -i va --rate 2kpps --duration 5s >sent & generate=$!
            $bench sniff -i vb --backend \(backend) --count 7 --json 2>/dev/null; echo status $?
            kill -INT $generate; wait $generate || true
            """)
        let lines = report.split(separator: "\n")
        #expect(lines.count == 8)
        #expect(lines.last == "status 0")
        #expect(lines.dropLast().allSatisfy { JSON.isWhole(String($0)) })
    }

    @Test func `A filter decides what is sniffed`() throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench sniff -i vb --filter 'ip and udp' >none 2>summary & sniff=$!
            listening \(Self.rings)
            $bench generate -i va --rate 5kpps --frame-size 128 --count 100 >sent
            settled; kill -INT $sniff; wait $sniff; cat summary
            """)
        #expect(report.hasPrefix("0 packets captured\n0 packets received by filter"))
        #expect(try bench.read("none").isEmpty)
    }

    @Test func `What a sniffer writes misses exactly what was not sent`() throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench sniff -i vb -w got.pcap 2>/dev/null & sniff=$!
            listening \(Self.rings)
            $bench generate -i va --rate 5kpps --frame-size 128 --count 500 >sent
            settled; kill -INT $sniff; wait $sniff; echo status $?
            $bench audit got.pcap --strict; echo audit $?
            head -c 20000 got.pcap | $bench audit - ; echo cut $?
            """)
        #expect(Self.value("status", report) == "0")
        #expect(report.contains("500 stamped frames, 500 different; missing nothing"), "\(report)")
        #expect(Self.value("audit", report) == "0")
        #expect(report.contains("-: is cut off") || report.contains("ended early"), "\(report)")
        #expect(Self.value("cut", report) == "0")
    }

    @Test func `A sniffer whose disk is full, or whose reader has left, says so and ends`() throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            mkdir small
            $bench generate -i va --rate 20kpps --frame-size 1000 --duration 10s >sent & generate=$!
            status=0
            unshare --mount sh -c "mount -t tmpfs -o size=64k none small
                exec timeout 8 $bench sniff -i vb -w small/x.pcap" 2>errors || status=$?
            echo disk $status
            timeout 8 $bench sniff -i vb -w - 2>/dev/null | head -c 100 | wc -c
            timeout 8 $bench sniff -i vb 2>/dev/null | head -n 3 | wc -l
            kill -INT $generate; wait $generate || true; cat errors
            """)
        #expect(Self.value("disk", report) == "1", "\(report)")
        #expect(report.contains("\n100\n3\n"), "\(report)")
        #expect(report.contains("small/x.pcap: cannot be written: is the disk full?"), "\(report)")
    }

    @Test(.enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"))
    func `A sniffer and tcpdump see the same packets`() throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            tcpdump -Z root -i vb -w tcpdump.pcap 2>/dev/null & dump=$!
            $bench sniff -i vb -w sniff.pcap 2>/dev/null & sniff=$!
            listening \(Self.rings + 1)
            $bench generate -i va --rate 5kpps --frame-size 128 --count 300 >sent
            $bench generate -i va --rate 5kpps --frame-size uniform:78-1518 --frame-format udp4 --count 200 >sent
            # What tcpdump has not been handed after its second, it leaves unread.
            sleep 1.1; settled; kill -INT $dump $sniff; wait $dump; wait $sniff
            tcpdump -r tcpdump.pcap -n -e -x -t 2>/dev/null >first
            tcpdump -r sniff.pcap -n -e -x -t 2>/dev/null >second
            cmp first second; echo same $?
            grep -c '198.18' second
            """)
        #expect(Self.value("same", report) == "0", "\(report)")
        #expect(report.hasSuffix("\n200\n"), "\(report)")
    }

    @Test(arguments: [
        (["sniff", "-i", "no-such", "--count", "1"], Int32(4), "no-such"),
        (["sniff", "-i", "lo", "--backend", "recv"], 64, "tpacket-v2"),
        (["sniff", "-i", "lo", "--filter", "tpc"], 64, "tpc"),
        (["sniff", "-i", "lo", "--count", "0"], 64, "--count"),
        (["sniff", "-i", "lo", "--count", "-1"], 64, "--count: at least 1"),
        (["audit", "-", "-"], 64, "read once only"),
        (["sniff", "-i", "lo", "--json", "-w", "f"], 64, "one of them"),
        (["audit", "no-such.pcap"], 64, "no-such.pcap: no such file"),
        (["audit", "."], 64, "is a directory"), (["audit", "text"], 64, "is not a pcap file"),
        (["audit", "wifi.pcap"], 64, "IEEE802_11"), (["audit"], 64, "files"),
    ])
    func `Bad input to sniff and audit gets one clear error`(
        words: [String], status: Int32, said: String
    ) throws {
        let bench = try Bench()
        try bench.write("no capture", to: "text")
        let head: [UInt32] = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 105]
        let bytes = head.flatMap { word in
            [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        try Data(bytes).write(to: URL(filePath: bench.folder + "/wifi.pcap"))
        let result = try bench.run(words)
        #expect(result.status == Int(status), "\(result.errors)")
        #expect(result.errors.contains(said), "\(result.errors)")
        #expect(result.output.isEmpty)
    }
}
