import Capture
import Experiment
import Kernel
import Results
import Testing
import Traffic

@testable import Running

/// Where the programs of others have been installed.
private enum Installed {
    static let tcpreplay = Engine.named("tcpreplay")?.obstacle() == nil
    static let trafgen = Engine.named("trafgen")?.obstacle() == nil
    static let needsTcpreplay = "needs tcpreplay: apt-get install tcpreplay"
    static let needsTrafgen = "needs trafgen: apt-get install netsniff-ng"
}

extension LiveTests {
    /// Offered frames are delivered or named, though none has a number.
    private static func check(
        _ engine: String, _ testbed: String, _ rate: String, loses: Bool
    ) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                testbed, rate: rate, size: "{ uniform = [64, 1518] }", engine: engine,
                series: ["backend = \"tpacket-v2\"\nring_frames = \(loses ? 16 : 4096)"]))
        let words: Comment = "\(engine), \(testbed), \(rate)"
        expectClosed(row, words)
        #expect(row.flags.contains(.unstamped), words)
        #expect(row.uniqueFrames == nil && row.strayFrames == nil, words)
        #expect((row.deliveredFrames ?? 0) > 0, words)
        #expect(!row.flags.contains(.claimDiffers), "\(words) \(row.message ?? "")")
        #expect(row.deviceTxFrames == row.sentFrames, words)
        #expect((row.cpuGeneratorNs ?? 0) > 0, words)
        if loses { #expect((row.dropsSocket ?? 0) > 0, words) }
    }

    @Test(
        .enabled(if: Installed.tcpreplay, "\(Installed.needsTcpreplay)"),
        arguments: ["veth-inline", "veth-rps", "veth-napi"], ["5kpps", "max"])
    func `The ledger closes with tcpreplay's frames, which carry no stamp`(
        topology: String, rate: String
    ) throws {
        try Self.check(
            "tcpreplay", "topology = \"\(topology)\"", rate,
            loses: rate == "max" && topology == "veth-inline")
    }

    @Test(
        .enabled(if: Installed.trafgen, "\(Installed.needsTrafgen)"),
        arguments: ["veth-inline", "veth-rps", "veth-napi"], ["5kpps", "max"])
    func `The ledger closes with trafgen's frames, which carry no stamp`(
        topology: String, rate: String
    ) throws {
        try Self.check(
            "trafgen", "topology = \"\(topology)\"", rate,
            loses: rate == "max" && topology == "veth-inline")
    }

    @Test(
        .enabled(if: Installed.tcpreplay, "\(Installed.needsTcpreplay)"),
        arguments: Backend.names())
    func `Every backend counts frames without a stamp`(backend: String) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                rate: "5kpps", engine: "tcpreplay", series: ["backend = \"\(backend)\""]))
        expectClosed(row, "\(backend)")
        #expect(row.uniqueFrames == nil)
        #expect((row.deliveredFrames ?? 0) > 0)
    }
}
