import Capture
import FoundationEssentials
import Kernel
import Results
import Testbed
import Testing

@testable import Running

/// An XDP program that drops the frames whose sequence number ends in 111.
private enum EveryEighth {
    static let isAvailable = (try? Kernel.Command.run(["clang", "--version"])) != nil

    private static let source = """
        struct xdp_md { unsigned data, data_end, data_meta, ingress, queue, egress; };
        __attribute__((section("xdp"), used)) int drop(struct xdp_md *context)
        {
            unsigned char *frame = (void *)(long)context->data;
            if (frame + 30 > (unsigned char *)(long)context->data_end)
                return 2; /* XDP_PASS */
            return (frame[29] & 7) == 7 ? 1 /* XDP_DROP */ : 2;
        }

        """

    /// Compiles it below `directory` and returns the object's path.
    static func compile(in directory: String) throws -> String {
        let (source, object) = (directory + "/drop.c", directory + "/drop.o")
        try TextFile.write(Self.source, to: source)
        try Kernel.Command.run(["clang", "-O2", "-target", "bpf", "-c", source, "-o", object])
        return object
    }
}

/// Rejects the frames whose sequence number is a multiple of four.
private let filter = "filter = \"ether[29] & 3 != 0\""

extension LiveTests {
    @Test(.enabled(if: EveryEighth.isAvailable, "needs clang for a BPF program"))
    func `Frames that an XDP program drops at the receiver are device drops, exactly`() throws {
        let directory = "/tmp/bench-test-\(ProcessInfo.pid)-xdp"
        try Directory.make(directory)
        defer { TextFile.removeDirectory(directory) }
        let object = try EveryEighth.compile(in: directory)
        for backend in ["recv", "tpacket-v3"] {
            let row = try LiveTrial.row(
                of: try Laboratory.experiment(
                    rate: "5kpps", series: ["backend = \"\(backend)\""]),
                LiveTrial.Meddling(afterSetUp: { bed in
                    _ = try bed.capture.inside {
                        try Kernel.Command.run([
                            "ip", "link", "set", "dev", bed.capture.name, "xdp", "obj", object,
                            "sec", "xdp",
                        ])
                    }
                })
            ) { $0.dropsDevice == $0.offeredFrames.map { $0 / 8 } }
            expectClosed(row, "\(backend)")
            let offered = try #require(row.offeredFrames)
            #expect(row.dropsDevice == offered / 8, "\(backend)")
            #expect(row.uniqueFrames == offered - offered / 8, "\(backend)")
            // Each loss stands alone, and they are spread evenly.
            #expect(row.lossEpisodes == offered / 8, "\(backend)")
            #expect(row.lossLongestFrames == 1, "\(backend)")
            let rate = try #require(row.ratePpsOffered)
            #expect(abs((row.lossLongestMs ?? 0) - 1000 / rate) < 1e-9, "\(backend)")
            let edge = (offered + 19) / 20
            let (first, last) = (edge / 8, offered / 8 - (offered - edge) / 8)
            let all = Double(offered / 8)
            #expect(row.lossFirst5Percent == 100 * Double(first) / all, "\(backend)")
            #expect(row.lossLast5Percent == 100 * Double(last) / all, "\(backend)")
        }
    }

    @Test(arguments: Backend.names(with: "filter"))
    func `Frames that a socket filter rejects are filtered, exactly`(backend: String) throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(
                rate: "5kpps", series: ["backend = \"\(backend)\"\n\(filter)"])
        ) { $0.dropsDevice == 0 && $0.dropsSocket == 0 }
        expectClosed(row)
        let offered = try #require(row.offeredFrames)
        #expect(row.filteredFrames == (offered + 3) / 4)
        #expect(row.uniqueFrames == offered - (offered + 3) / 4)
        #expect(row.lossEpisodes == (offered + 3) / 4 && row.lossLongestFrames == 1)
    }
}
