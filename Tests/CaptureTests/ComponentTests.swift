import Frames
import Kernel
import Settings
import Testing

@testable import Capture

/// What is refused before anything is opened, and the backend that opens nothing.
@Suite struct ComponentTests {
    private func problem(
        _ name: String, _ words: [String], _ sizes: SizeDistribution = .fixed(.minimum)
    ) throws -> SettingError? {
        try #require(Backend.named(name)).problem(words, sizes)
    }

    @Test(arguments: Backend.all.filter { !$0.isTool }.map(\.name))
    func theDefaultsHaveNoProblem(_ name: String) throws {
        let sizes = SizeDistribution.uniform(
            smallest: .minimum, largest: FrameSize(1518), seed: 1)
        #expect(try problem(name, [], sizes) == nil)
    }

    /// By hand: which values of a backend's own options are impossible, nothing else knows.
    static let refused: [(name: String, words: [String], size: Int, setting: String)] = [
        ("tpacket-v2", ["filter=no such"], 64, "filter"),
        ("tpacket-v3", ["block_size=5000"], 64, "block_size"),
        ("tpacket-v3", ["block_size=4096"], 4034, "block_size"),
        ("tpacket-v3", ["retire_timeout=1500us"], 64, "retire_timeout"),
        ("pcap", ["timeout=1500us"], 64, "timeout"),
        ("recv", ["filter=("], 64, "filter"),
        ("command", [], 64, "command"),
        ("command", ["command="], 64, "command"),
        ("command", ["command=tcpdump -i eth0"], 64, "command"),
        ("command", ["command={interface}"], 64, "command"),
        ("command", ["command=tcpdump -i {interface} > /dev/null"], 64, "command"),
    ]

    @Test(arguments: refused)
    func impossibleSettingsAreRefused(
        _ name: String, _ words: [String], _ size: Int, _ setting: String
    ) throws {
        #expect(try problem(name, words, .fixed(FrameSize(size)))?.name == setting)
    }

    /// By hand, as ``refused``: the last value before it.
    static let allowed: [(name: String, words: [String], size: Int)] = [
        ("tpacket-v1", [], 9018),
        ("tpacket-v2", ["snaplen=4030"], 9018),
        ("tpacket-v3", ["block_size=8192"], 4034),
        ("command", ["command=tcpdump -i {interface} -w /dev/null"], 9018),
        ("tpacket-v3", ["block_size=4096", "snaplen=46"], 9018),
    ]

    @Test(arguments: allowed)
    func whatJustFitsIsAllowed(_ name: String, _ words: [String], _ size: Int) throws {
        #expect(try problem(name, words, .fixed(FrameSize(size))) == nil)
    }

    @Test func namesAreUnique() {
        #expect(Set(Backend.all.map(\.name)).count == Backend.all.count)
    }

    @Test(arguments: [64, 1518])
    func theNullBackendDeliversStampedFramesInOrder(_ size: Int) throws {
        let session = try Backend.null.session(["count=1000", "memory_frame_size=\(size)"])
        var tally = try FrameTally(counting: .stamp)
        for run in [UInt32(7), 8] {
            tally.accept(runID: run)
            try session.drain(into: &tally, patience: 1)
            #expect(tally.counts.stamps == .with(unique: 1000))
            #expect(tally.counts.bytes == 1000 * UInt64(size - 4))
        }
        #expect(try session.counters().received == 2000)
    }

    @Test(arguments: [Counting.count, .stamp])
    func workForEachFrameTakesItsTimeAndLosesNothing(_ counting: Counting) throws {
        let session = try Backend.null.session(["count=1000", "work=5us"], counting: counting)
        var tally = try FrameTally(counting: counting)
        tally.accept(runID: 7)
        let start = MonotonicClock.now()
        try session.drain(into: &tally, patience: 1)
        #expect(tally.counts.frames == 1000)
        #expect(tally.counts.stamps == (counting == .stamp ? .with(unique: 1000) : nil))
        #expect(MonotonicClock.now() - start >= 5_000_000)
    }
}
