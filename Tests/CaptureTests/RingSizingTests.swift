import Frames
import Settings
import Testing

@testable import Capture

/// The setting `ring`: what comes of it for each backend, and what cannot be had.
@Suite struct RingSizingTests {
    /// Resolves words for 100,000 frames of 64 bytes a second.
    private static func resolved(
        _ name: String, _ words: [String], rate: Double? = 100_000, size: Int = 64,
        longest: Int? = nil
    ) throws -> Settings {
        let component = try #require(Backend.named(name)).component
        let settings = try Settings(words: words, for: name, specs: component.settings)
        let sizing = RingSizing(sizes: .fixed(FrameSize(size)), rate: rate, longest: longest)
        return try sizing.resolved(settings, of: component)
    }

    private static func problem(_ name: String, _ words: [String], rate: Double? = 100_000) throws
        -> String
    {
        let error = try #require(throws: SettingError.self) {
            try resolved(name, words, rate: rate)
        }
        #expect(error.name == "ring")
        return error.problem
    }

    @Test(arguments: [
        ("tpacket-v2", ["ring=4096 frames"], "ring_frames", SettingValue.integer(4096)),
        ("tpacket-v1", ["ring=4MiB"], "ring_frames", .integer(1024)),
        ("tpacket-v2", ["ring=20ms"], "ring_frames", .integer(2000)),
        // Rounded up to a whole frame.
        ("tpacket-v2", ["ring=15us"], "ring_frames", .integer(2)),
        ("tpacket-v3", ["ring=4MiB"], "block_count", .integer(4)),
        ("tpacket-v3", ["ring=4MiB", "block_size=64KiB"], "block_count", .integer(64)),
        // 454 frames in each block of 64 KiB: 44.05 blocks.
        ("tpacket-v3", ["ring=200ms", "block_size=64KiB"], "block_count", .integer(44)),
        ("recv", ["ring=208KiB"], "receive_buffer", .bytes(106_496)),
        ("recv", ["ring=20ms"], "receive_buffer", .frames(2000)),
        ("recv", ["ring=100 frames"], "receive_buffer", .frames(100)),
        ("recvmmsg", ["ring=20ms"], "receive_buffer", .frames(2000)),
        ("io-uring", ["ring=208KiB"], "receive_buffer", .bytes(106_496)),
        ("af-xdp", ["ring=1024 frames"], "rx_ring", .integer(1024)),
        ("af-xdp", ["ring=4MiB"], "rx_ring", .integer(1024)),
        // 2000 frames: 2048 are near enough.
        ("af-xdp", ["ring=20ms"], "rx_ring", .integer(2048)),
        ("pcap", ["ring=4MiB"], "buffer_size", .bytes(4 << 20)),
        // 144 bytes of a block for each.
        ("pcap", ["ring=2000 frames"], "buffer_size", .bytes(288_000)),
    ])
    func `Each backend has its own setting for the size`(
        _ name: String, _ words: [String], _ key: String, _ value: SettingValue
    ) throws {
        #expect(try Self.resolved(name, words)[key] == value)
    }

    @Test func `Bytes are those of the slots that the interface needs`() throws {
        let words = ["ring=4MiB"]
        let jumbo = try Self.resolved("tpacket-v2", words, longest: 9014)
        #expect(jumbo["ring_frames"] == .integer(256))
        #expect(try Self.resolved("tpacket-v2", words, size: 9018)["ring_frames"] == .integer(256))
        // What is not kept needs no room.
        let cut = try Self.resolved("tpacket-v2", words + ["snaplen=100"], longest: 9014)
        #expect(cut["ring_frames"] == .integer(1024))
    }

    @Test func `Without it nothing changes`() throws {
        for backend in Backend.all {
            let settings = Settings(defaultsOf: backend.component.settings)
            let sizing = RingSizing(sizes: .fixed(.minimum), rate: nil)
            #expect(try sizing.resolved(settings, of: backend.component) == settings)
        }
    }

    @Test(arguments: [
        (
            "tpacket-v2", ["ring=5000"],
            "5000 bytes are no whole number of slots of 4096, from 1 to 1000000; the nearest: "
                + "“4096” and “8192”"
        ),
        (
            "tpacket-v2", ["ring=100"],
            "100 bytes are no whole number of slots of 4096, from 1 to 1000000; the nearest: "
                + "“4096”"
        ),
        (
            "tpacket-v2", ["ring=60s"],
            "6000000 frames are too many; the most is “1000000 frames”"
        ),
        (
            "tpacket-v3", ["ring=1500KiB"],
            "1536000 bytes are no whole number of blocks of 1048576, from 1 to 524288; the "
                + "nearest: “1048576” and “2097152”"
        ),
        (
            "tpacket-v3", ["ring=64 frames"],
            "64 frames are no whole number of blocks of 1048576 bytes; the nearest: “7281 frames” "
                + "and “14562 frames”, or another block_size"
        ),
        (
            "recv", ["ring=1001KiB", "receive_buffer=4KiB"],
            "receive_buffer sizes it already; give one of the two"
        ),
        (
            "tpacket-v2", ["ring=20ms", "ring_frames=7"],
            "ring_frames sizes it already; give one of the two"
        ),
        ("recv", ["ring=1000"], "1000 bytes are no receive buffer; the nearest is “2304”"),
        (
            "recv", ["ring=4001"],
            "the kernel doubles what it is asked for; the nearest are “4000” and “4002”"
        ),
        ("pcap", ["ring=100"], "100 bytes are no buffer; the nearest is “4096”"),
    ])
    func `What cannot be had is told with the nearest that can`(
        _ name: String, _ words: [String], _ problem: String
    ) throws {
        #expect(try Self.problem(name, words) == problem)
    }

    @Test func `A time needs a rate`() throws {
        #expect(
            try Self.problem("tpacket-v2", ["ring=20ms"], rate: nil)
                == "a time has a size only at a rate, and the load is “max”; write frames or bytes")
        #expect(
            try Self.resolved("recv", ["ring=7 frames"], rate: nil)["receive_buffer"] == .frames(7))
    }
}
