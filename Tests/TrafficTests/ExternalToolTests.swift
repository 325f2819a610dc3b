import Frames
import Kernel
import Testing

@testable import Traffic

struct ExternalToolTests {
    /// trafgen 0.6.8 in a network namespace, `-n 200000`, interrupted or not.
    private static let trafgenOutput = """
        Cannot set system socket memory in /proc/sys/net/core/rmem_max: Permission denied
        Cannot set system socket memory in /proc/sys/net/core/wmem_default: Permission denied
          1000 packets to schedule
        777969 bytes in total
        Running! Hang up with ^C!


              200000 packets outgoing

           155593800 bytes outgoing

                   1 sec, 271198 usec on CPU0 (200000 packets)

        """

    /// tcpreplay 4.4.3 on a veth whose far end could not keep up.
    private static let tcpreplayOutput = """
        Actual: 1000000 packets (60000000 bytes) sent in 1.79 seconds
        Rated: 33458747.8 Bps, 267.66 Mbps, 557645.79 pps
        Statistics for network device: g0
        \tSuccessful packets:        1000000
        \tFailed packets:            0
        \tTruncated packets:         0
        \tRetried packets (ENOBUFS): 3468
        \tRetried packets (EAGAIN):  0

        """

    @Test func `trafgen's count and time are read`() {
        #expect(
            Trafgen.claim(Self.trafgenOutput)
                == ExternalTool.Claim(frames: 200_000, seconds: 1.271198))
    }

    @Test func `tcpreplay's count is read, and its time from its rate, which is not rounded`() {
        let claim = Tcpreplay.claim(Self.tcpreplayOutput)
        #expect(claim?.frames == 1_000_000)
        #expect(claim?.seconds == 1_000_000 / 557645.79)
    }

    @Test(arguments: ["", "\n\n", "Running! Hang up with ^C!", " packets outgoing", "Rated: x pps"])
    func `Output without a count is no claim`(text: String) {
        #expect(Trafgen.claim(text) == nil)
        #expect(Tcpreplay.claim(text) == nil)
    }

    @Test func `A count without a time is a count`() {
        #expect(Trafgen.claim("  7 packets outgoing\n")?.seconds == nil)
        let text = "Actual: 0 packets (0 bytes) sent in 0 seconds\n\tSuccessful packets:  0\n"
        #expect(Tcpreplay.claim(text) == ExternalTool.Claim(frames: 0))
    }

    @Test func `The complaint is the last line that says something, standard error first`() {
        let noise = "Cannot set system socket memory in /proc: Permission denied\n"
        let failed = "Flushing TX_RING failed: Resource temporarily unavailable!\n\n" + noise
        #expect(
            ExternalTool.trafgen.complaint(["", failed])
                == "Flushing TX_RING failed: Resource temporarily unavailable!")
        #expect(ExternalTool.trafgen.complaint(["", noise]) == nil)
        #expect(ExternalTool.tcpreplay.complaint(["File Cache is enabled\n", "why\n"]) == "why")
    }

    @Test func `A trafgen configuration has the header and as many bytes as the length says`() {
        let packet = Trafgen.packet(length: 60)
        #expect(packet.hasPrefix("{ 0x2, 0x62, "))
        #expect(packet.hasSuffix("0x88, 0xb5, fill(0x00, 46) }\n"))
        #expect(packet.split(separator: "0x").count == 1 + 14 + 1)
    }

    @Test func `A pcap file has its header, and each frame's lengths before the frame`() {
        let file = Tcpreplay.file(lengths: [60, 1514])
        #expect(file.count == 24 + 16 + 60 + 16 + 1514)
        #expect(file.prefix(8) == [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0])
        #expect(file[20..<24] == [1, 0, 0, 0])
        #expect(file[32..<40] == [60, 0, 0, 0, 60, 0, 0, 0])
        #expect(Array(file[40..<54]) == ExternalTool.header)
        #expect(Array(file[108..<116]) == [0xea, 5, 0, 0, 0xea, 5, 0, 0])
    }

    private static let uniform = SizeDistribution.uniform(
        smallest: .minimum, largest: FrameSize(1518), seed: 1)

    @Test(arguments: [ExternalTool.trafgen, .tcpreplay])
    func `What a program cannot do is named with what it can`(tool: ExternalTool) {
        func objection(
            _ load: Load, _ sizes: SizeDistribution = .fixed(.minimum),
            _ format: FrameFormat = .bare
        ) -> String? {
            tool.objection(load: load, sizes: sizes, format: format)
        }
        #expect(objection(.unpaced) == nil)
        #expect(objection(.unpaced, Self.uniform) == nil)
        #expect(objection(.frameRate(20_000), Self.uniform) == nil)
        // 1,488,095.24 frames a second: a whole number is near enough.
        #expect(objection(.wireBitRate(1e9)) == nil)
        let rate = "\(tool.program) sends at a whole number of frames per second, or at “max”"
        #expect(objection(.frameRate(0.5)) == rate)
        #expect(objection(.frameRate(2.5)) == rate)
        #expect(objection(.burst(frames: 64, every: 1_000_000)) == rate)
        #expect(objection(.wireBitRate(1e9), Self.uniform)?.hasPrefix(rate + ";") == true)
        #expect(
            objection(.unpaced, .fixed(FrameSize(78)), .udp4(streams: 1))
                == "\(tool.program) is given frames of format bare only")
    }

    @Test func `Frames that do not fit trafgen's ring are refused by their size`() {
        let objection = { (bytes: Int) in
            ExternalTool.trafgen.objection(
                load: .unpaced, sizes: .fixed(FrameSize(bytes)), format: .bare)
        }
        #expect(objection(1522) == nil)
        #expect(objection(1523) == "trafgen sends frames of up to 1522 bytes")
    }

    @Test func `A program that is not there is named with its package`() {
        let tool = ExternalTool(
            program: "no-such-program", package: "no-such-package", largest: FrameSize(1518),
            input: { _ in [] }, inputFrames: 1, arguments: { _ in [] }, claim: { _ in nil },
            isNoise: { _ in false })
        #expect(
            tool.obstacle
                == "needs the program no-such-program in PATH: apt-get install no-such-package")
    }

    @Test func `A program that binds itself to a CPU needs that CPU`() throws {
        var tool = ExternalTool.tcpreplay
        tool = ExternalTool(
            program: "sh", package: "dash", ownCPU: 4095, largest: tool.largest, input: tool.input,
            inputFrames: 1, arguments: tool.arguments, claim: tool.claim, isNoise: tool.isNoise)
        #expect(
            tool.obstacle
                == "sh binds itself to CPU 4095, which is not among those allowed here")
        tool.ownCPU = try Scheduling.allowedCPUs().last
        #expect(tool.obstacle == nil)
    }

    @Test func `Neither is ever what auto stands for, and neither is stamped`() {
        for engine in [Engine.trafgen, .tcpreplay] {
            #expect(engine.preference == nil && !engine.isStamped)
            #expect(Engine.named(engine.name) != nil)
        }
    }
}

struct DeviceWatchTests {
    private static func count(_ accepted: Int, _ refused: Int = 0) -> DeviceCount {
        DeviceCount(accepted: accepted, refused: refused)
    }

    private static func report(_ watch: DeviceWatch) -> TrafficReport {
        var report = TrafficReport(intended: nil)
        watch.fill(&report)
        return report
    }

    /// Looks 10 ms apart.
    private static func watch(_ counts: [Int]) -> DeviceWatch {
        var watch = DeviceWatch(start: count(1000, 5))
        for (index, frames) in counts.enumerated() {
            watch.note(count(1000 + frames, 5), at: Int64(index) * DeviceWatch.step)
        }
        return watch
    }

    @Test func `What the device had counted before is not the run's`() {
        var watch = DeviceWatch(start: Self.count(1000, 5))
        watch.note(Self.count(1300, 12), at: 0)
        let report = Self.report(watch)
        #expect(report.offered == 307 && report.accepted == 300 && report.refused == 7)
    }

    @Test func `A device that sends at each look has not paused`() {
        let report = Self.report(Self.watch([0, 10, 20, 30]))
        #expect(report.longestGapNanoseconds == nil && report.gapNanoseconds == 0)
    }

    @Test func `A pause is as long as the looks that found nothing`() {
        let report = Self.report(Self.watch([0, 10, 20, 20, 20, 30, 30, 40]))
        #expect(report.longestGapNanoseconds == 20_000_000)
        #expect(report.gapNanoseconds == 30_000_000)
    }

    @Test func `Before the first frame and after the last there is no pause`() {
        let report = Self.report(Self.watch([0, 0, 0, 0, 10, 20, 20, 20, 20]))
        #expect(report.longestGapNanoseconds == nil)
    }

    @Test func `Unless the program says that it was sending all that time`() {
        var watch = Self.watch([0, 10, 20, 20, 20])
        watch.noteEnd(afterSeconds: 1)
        #expect(Self.report(watch).longestGapNanoseconds == 990_000_000)
        watch = Self.watch([0, 10, 20])
        watch.noteEnd(afterSeconds: 0.025)
        #expect(Self.report(watch).longestGapNanoseconds == nil)
    }

    @Test func `The rate is that between the first look that found frames and the last`() throws {
        let watch = Self.watch([0] + (1...21).map { $0 * 10 })
        #expect(try #require(watch.rate) == 200 / 0.2)
        #expect(Self.watch([0, 10, 20]).rate == nil)
    }

    @Test func `A device that counted nothing says nothing of pauses`() {
        let report = Self.report(Self.watch([0, 0]))
        #expect(report.offered == 0 && report.gapNanoseconds == nil)
    }
}
