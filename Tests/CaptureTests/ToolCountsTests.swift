import Kernel
import Settings
import Testing

@testable import Capture

/// What capture programs print at their end, in the words of each.
@Suite struct ToolCountsTests {
    static let printed: [(text: String, counts: ToolCounts)] = [
        (
            """
            tcpdump: listening on c0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
            ^C2 packets captured
            90 packets received by filter
            7 packets dropped by kernel
            """.filter { $0 != "^" && $0 != "C" },
            ToolCounts(captured: 2, received: 90, drops: 7, discarded: 0)
        ),
        (
            "1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n",
            ToolCounts(captured: 1, received: 1, drops: 0, discarded: 0)
        ),
        (
            // With an interface that counts its own drops there is a fourth line.
            "5 packets captured\n5 packets received by filter\n0 packets dropped by kernel\n"
                + "3 packets dropped by interface\n",
            ToolCounts(captured: 5, received: 5, drops: 0, discarded: 0)
        ),
        (
            """
            Capturing on 'c0'
            File: /dev/null
            Packets captured: 1200
            Packets received/dropped on interface 'c0': 1200/35 \
            (pcap:30/dumpcap:3/flushed:2/ps_ifdrop:0) (97.2%)
            """, ToolCounts(captured: 1200, drops: 30, discarded: 5)
        ),
        (
            "Running! Hang up with ^C!\n\n\r        1003  packets incoming (3 unread on exit)\n"
                + "\r         999  packets passed filter\n"
                + "\r           4  packets failed filter (out of space)\n"
                + "\r      0.3988% packet droprate\n\r           1  sec, 12 usec in total\n",
            ToolCounts(captured: 996, received: 1003, drops: 4, discarded: 0)
        ),
        ("accepted: 40\nfiltered: 2\ndropped: 3\n", ToolCounts(captured: 40, drops: 3)),
        ("  accepted: 40\n", ToolCounts(captured: 40)),
        (
            "ring:c0:\n               Dropped packets:\t        9744\n"
                + "              Accepted Packets:\t         256\n"
                + "filter                        \t       count\t       bytes\t      %\n"
                + "                         Total:\t         256\t       17408\n",
            ToolCounts(captured: 256, drops: 9744)
        ),
        ("", ToolCounts()),
        ("packets captured\n12 apples\n99999999999999999999 packets captured\n", ToolCounts()),
    ]

    @Test(arguments: printed)
    func theirOwnWordsAreRead(_ text: String, _ counts: ToolCounts) {
        #expect(ToolCounts(reading: text) == counts)
    }

    private static let kernel = [
        PacketStatistics(packets: 90, drops: 20, freezes: 0),
        PacketStatistics(packets: 10, drops: 0, freezes: 0),
    ]

    @Test func theKernelStandsInForOneThatSaysNothing() {
        var counts = ToolCounts()
        counts.complete(by: Self.kernel)
        #expect(counts.isByKernel && counts.captured == 80 && counts.received == 100)
        #expect(counts.drops == 20 && counts.discarded == 0)
    }

    @Test(arguments: [
        (
            ToolCounts(captured: 50),
            ToolCounts(captured: 50, received: 100, drops: 20, discarded: 0)
        ),
        (
            ToolCounts(captured: 80),
            ToolCounts(captured: 80, received: 100, drops: 20, discarded: 0)
        ),
        // It has read the counters itself.
        (ToolCounts(captured: 81), ToolCounts(captured: 81)),
        (ToolCounts(captured: 5, drops: 3), ToolCounts(captured: 5, drops: 3)),
        (
            ToolCounts(captured: 5, received: 9, discarded: 0),
            ToolCounts(captured: 5, received: 9, discarded: 0)
        ),
    ])
    func theKernelFillsInWhatIsNotSaid(_ said: ToolCounts, _ expected: ToolCounts) {
        var counts = said
        counts.complete(by: Self.kernel)
        #expect(counts == expected)
    }

    @Test func zeroOfTheKernelIsNoCount() {
        var counts = ToolCounts()
        counts.complete(by: [PacketStatistics(packets: 0, drops: 0, freezes: 0)])
        #expect(counts == ToolCounts())
    }

    private static func settings(_ words: [String]) throws -> Settings {
        try Settings(
            words: words, for: "command",
            specs: [CountPatterns.captured.spec, CountPatterns.dropped.spec])
    }

    @Test(
        arguments: [
            ("took ([0-9]+)", nil, ToolCounts(captured: 12_345)),
            (
                "took ([0-9,]+)", "lost: *([0-9]+)$",
                ToolCounts(captured: 12_345, received: 12_352, drops: 7, discarded: 0)
            ),
            (
                "took ([0-9,]+)", "missed ([0-9]+)",
                ToolCounts(captured: 12_345, received: 12_345, drops: 0, discarded: 0)
            ),
            ("^gave ([0-9]+)", nil, nil),
        ] as [(String, String?, ToolCounts?)])
    func expressionsFindNumbers(
        _ captured: String, _ dropped: String?, _ expected: ToolCounts?
    ) throws {
        var words = ["captured=" + captured]
        if let dropped { words.append("dropped=" + dropped) }
        let settings = try Self.settings(words)
        let patterns = try CountPatterns(settings)
        let text = "took 1\nand so took 12,345 frames\n  gave 3\nlost:    7\n"
        let plain = captured.contains(",") ? text : text.replacing(",", with: "")
        #expect(patterns.counts(in: plain) == expected)
    }

    @Test(arguments: [
        (["captured=a(b"], "is no regular expression"), (["captured="], "has no group"),
        (["captured=[0-9]+"], "has no group"),
        (["captured=\\(3"], "has no group"), (["dropped=([0-9]+)"], "needs captured"),
        (["captured=([0-9]+)", "dropped=(?:x)"], "has no group"),
    ])
    func whatFindsNothingIsRefused(_ words: [String], _ problem: String) throws {
        let settings = try Self.settings(words)
        let error = #expect(throws: SettingError.self) { try CountPatterns(settings) }
        #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    }

    @Test func whatIsSaidLastCounts() {
        let counts = ToolCounts(
            reading: "1 packets captured\n2 packets captured\n2 packets received by filter\n")
        #expect(counts == ToolCounts(captured: 2, received: 2, discarded: 0))
    }

    @Test func noTextBringsItDown() {
        var seed: UInt64 = 1
        let pieces = [
            "12", " ", "packets", "incoming (", "Packets received/dropped on", "': ", "pcap:",
            "captured", "\n", "\r", "é", "(", "-", "18446744073709551616", "dumpcap:", "accepted:",
        ]
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<12 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(seed >> 33) % pieces.count]
            }
            _ = ToolCounts(reading: text)
        }
    }
}
