import Capture
import Kernel
import Testing

/// Captures by hand in situations of other people's machines.
extension SweepTests {
    private static let packet = Backend.names()

    /// Captures, sends ten frames, does something to the interface, and tells what came of it.
    private static func capture(
        _ bench: Bench, _ command: String, _ event: String
    ) throws -> String {
        try inPair(
            bench,
            """
            $bench \(command) >out 2>err & capture=$!
            listening \(command.hasPrefix("sniff") ? Scheduling.configuredCPUs : 1)
            $bench generate -i va --rate 1kpps --count 10 >sent
            settled; \(event)
            status=0; wait $capture || status=$?; echo status $status; cat out err
            """)
    }

    @Test(arguments: packet)
    func `What was counted is told before why the capture ended`(backend: String) throws {
        let bench = try Bench()
        let report = try Self.capture(
            bench, "capture -i vb --backend \(backend)", "ip link del vb")
        #expect(Self.value("status", report) == "4", "\(report)")
        #expect(Self.value("frames", report) == "10", "\(report)")
        #expect(report.contains("interface vb vanished"), "\(report)")
    }

    @Test(arguments: packet)
    func `A capture goes on after a flap`(backend: String) throws {
        let bench = try Bench()
        let report = try Self.capture(
            bench, "capture -i vb --backend \(backend)",
            """
            ip link set vb down; settled; ip link set vb up; settled
            $bench generate -i va --rate 1kpps --count 10 >sent
            settled; kill -INT $capture
            """)
        #expect(Self.value("status", report) == "0", "\(report)")
        #expect(Self.value("frames", report) == "20", "\(report)")
        #expect(Self.value("received by kernel", report) == "20", "\(report)")
        #expect(Self.value("went down and up", report) == "1", "\(report)")
    }

    @Test func `A sniffer tells what it saw of an interface that vanished`() throws {
        let bench = try Bench()
        let report = try Self.capture(bench, "sniff -i vb", "ip link del vb")
        #expect(Self.value("status", report) == "4", "\(report)")
        #expect(report.contains("10 packets captured\n"), "\(report)")
        #expect(report.contains("interface vb vanished"), "\(report)")
    }

    @Test(arguments: [
        "capture -i vb --backend tpacket-v3 -o retire_timeout=60s",
        "sniff -i vb -o retire_timeout=60s",
    ])
    func `Frames of an open block are told at the end`(command: String) throws {
        let bench = try Bench()
        let report = try Self.capture(bench, command, "kill -INT $capture")
        #expect(Self.value("status", report) == "0", "\(report)")
        if command.hasPrefix("sniff") {
            #expect(
                report.contains(
                    "10 packets captured\n10 packets received by filter\n0 packets left unread\n"),
                "\(report)")
        } else {
            #expect(Self.value("frames", report) == "10", "\(report)")
            #expect(Self.value("received by kernel", report) == "10", "\(report)")
            #expect(Self.value("unread", report) == "0", "\(report)")
        }
    }

    @Test(arguments: [("in", "0"), ("out", "10"), ("both", "10")])
    func `A capture says which way its frames go`(direction: String, frames: String) throws {
        let bench = try Bench()
        let report = try Self.capture(
            bench, "capture -i va --direction \(direction)", "kill -INT $capture")
        #expect(Self.value("frames", report) == frames, "\(report)")
        #expect(Self.value("direction", report)?.hasPrefix(direction + ":") == true, "\(report)")
    }

    @Test func `With its standard streams closed nothing gets into a file that is opened`() throws {
        let bench = try Bench()
        let report = try Self.inPair(
            bench,
            """
            $bench sniff -i vb -w got.pcap <&- >&- 2>&- & sniff=$!
            listening \(Scheduling.configuredCPUs)
            $bench generate -i va --rate 1kpps --count 10 >sent
            settled; kill -INT $sniff; wait $sniff; echo status $?
            $bench audit got.pcap
            """)
        #expect(Self.value("status", report) == "0", "\(report)")
        #expect(report.contains("10 stamped frames, 10 different; missing nothing"), "\(report)")
    }
}
