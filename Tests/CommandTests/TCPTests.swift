import Capture
import Kernel
import Results
import Testing

/// Trials of a TCP connection, judged by its sequence numbers.
extension SweepTests {
    private static let hasTcpdump = ProcessInfo.program("tcpdump") != nil

    private static func text(
        _ topology: String, size: Int, rate: String, duration: String = "200ms", series: String
    ) -> String {
        """
        [experiment]
        topology = "\(topology)"
        duration = "\(duration)"
        interval = "50ms"
        retries = 0
        [traffic]
        engine = "tcp"
        frame_format = "tcp4"
        rate = "\(rate)"
        frame_size = \(size)
        [[plot]]
        figure = "ledger"
        [[series]]
        \(series)
        """
    }

    /// The capturer's trial of the experiment: the first of up to five that is as meant.
    ///
    /// A machine that stands still for a hundredth of a short trial makes it fall short.
    private func row(
        of text: String, until isAsMeant: (TrialRecord) -> Bool
    ) throws -> TrialRecord {
        try #require(try rows(of: text, until: isAsMeant).last)
    }

    /// The same of an experiment with several series: a row each.
    private func rows(
        of text: String, until isAsMeant: (TrialRecord) -> Bool
    ) throws -> [TrialRecord] {
        try Disturbance.outlast { rows in
            let bench = try Bench()
            try bench.write(text, to: "e.toml")
            _ = try bench.sweep("e.toml").wait()
            rows = try bench.records().filter { $0.backend != "none" }
            for row in rows {
                let isExcused = row.invalidReason.map(Disturbance.reasons.contains) ?? true
                #expect(isExcused, "\(row.message ?? "")")
            }
            return !rows.isEmpty && rows.allSatisfy(isAsMeant) ? rows : nil
        }
    }

    private func isWhole(_ row: TrialRecord) -> Bool {
        row.offeredFrames == 2000 && row.uniqueFrames == 2000
    }

    @Test(arguments: ["veth-outgoing", "veth-inline"], [64, 1518])
    func `Every segment sent is captured, whichever backend does`(
        topology: String, size: Int
    ) throws {
        // One that takes frames away leaves none to the connection.
        let backends = Backend.packet.filter { !$0.takesFramesAway }.map(\.name)
        let series = backends.map { "backend = \"\($0)\"" }.joined(separator: "\n[[series]]\n")
        let text = Self.text(topology, size: size, rate: "10kpps", series: series)
        let rows = try rows(of: text, until: isWhole)
        #expect(Set(rows.map(\.backend)) == Set(backends))
        for row in rows {
            let backend = row.backend ?? ""
            #expect(isWhole(row), "\(backend): \(row.message ?? "")")
            #expect(row.unexplainedFrames == 0 && row.filteredFrames == 0, "\(backend)")
            #expect(row.duplicateFrames == row.retransmittedFrames, "\(backend)")
        }
    }

    @Test func `What a ring of one slot loses, the sequence numbers tell and its drops explain`()
        throws
    {
        let text = Self.text(
            "veth-outgoing", size: 256, rate: "40kpps", duration: "1s",
            series: "backend = \"tpacket-v2\"\nring_frames = 1\nwork = \"100us\"")
        let row = try row(of: text) { row in
            let lost = (row.offeredFrames ?? 0) - (row.uniqueFrames ?? .max)
            return lost > 10_000 && row.dropsSocket == lost && row.unexplainedFrames == 0
        }
        let lost = try #require(row.offeredFrames) - (try #require(row.uniqueFrames))
        // 10,000 a second can be worked on.
        #expect(lost > 10_000)
        #expect(row.dropsSocket == lost && row.unexplainedFrames == 0)
    }

    @Test(
        .enabled(if: hasTcpdump, "needs tcpdump: apt-get install tcpdump"),
        arguments: [
            "tcpdump -Z root -i {interface} -s 96 -w {file} '{filter}'",
            "{bench} sniff -i {interface} -o snaplen=96 --filter '{filter}' -w {file}",
        ])
    func `What a program writes is read, and judged by its frames`(command: String) throws {
        for engine in ["tcp", "sendmmsg"] {
            var text = Self.text(
                "veth-inline", size: 128, rate: "10kpps",
                series: "backend = \"command\"\ncommand = \"\(command)\"")
            if engine != "tcp" {
                text = text.replacing("\"tcp\"", with: "\"\(engine)\"")
                    .replacing("\"tcp4\"", with: "\"bare\"")
            }
            let row = try row(of: text, until: isWhole)
            #expect(isWhole(row), "\(row.message ?? "")")
            #expect(!row.flags.contains(.unstamped) && !row.flags.contains(.uncounted))
        }
    }

    @Test(arguments: [
        ("\"veth-napi\"", "frame_size = 64", "GRO would merge"),
        ("\"veth-rps\"", "frame_size = 64", "TCP's own work"),
        ("\"veth-inline\"", "frame_size = { uniform = [64, 1518] }", "one size only"),
        ("\"veth-inline\"", "frame_size = 64\nstreams = 2", "streams"),
    ])
    func `Traffic that TCP cannot be is refused by name`(
        topology: String, size: String, words: String
    ) throws {
        let bench = try Bench()
        let text = Self.text("veth-inline", size: 64, rate: "1kpps", series: "backend = \"recv\"")
            .replacing("\"veth-inline\"", with: topology)
            .replacing("frame_size = 64", with: size)
        try bench.write(text, to: "e.toml")
        let result = try bench.sweep("e.toml").wait()
        #expect(result.status == (words == "streams" ? 64 : 4))
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test func `Other engines do not send TCP, and auto finds the one that does`() throws {
        let bench = try Bench()
        let text = Self.text("veth-inline", size: 64, rate: "1kpps", series: "backend = \"recv\"")
        try bench.write(text.replacing("\"tcp\"", with: "\"sendmmsg\""), to: "other.toml")
        let refused = try bench.sweep("other.toml").wait()
        #expect(refused.status == 4)
        #expect(
            refused.errors.contains("sends frame_format bare or udp4 or recorded only"),
            "\(refused.errors)")
        try bench.write(text.replacing("\"tcp\"", with: "\"auto\""), to: "auto.toml")
        let plan = try bench.run(["plan", "auto.toml"])
        #expect(plan.status == 0 && plan.output.contains("  tcp "), "\(plan.output)")
    }
}
