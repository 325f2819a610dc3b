import Testing

@testable import Frames

@Suite struct RecordingTests {
    private static func recording(
        _ lengths: [Int], times: [Int64?], path: String = "/x.pcap", fill: UInt8 = 0
    ) -> Recording? {
        var starts = [0]
        for length in lengths { starts.append((starts.last ?? 0) + length) }
        let bytes = [UInt8](repeating: fill, count: starts.last ?? 0)
        return Recording(path: path, bytes: bytes, starts: starts, times: times)
    }

    @Test func `Gaps are those of the times, and the mean of them from round to round`() throws {
        let recording = try #require(Self.recording([60, 1514, 100], times: [1000, 1400, 2200]))
        #expect(recording.gaps == [400, 800, 600])
        #expect(recording.round == 1800)
        #expect(recording.sizes.map(\.bytes) == [64, 1518, 104])
        let sizes = SizeDistribution.recorded(recording)
        #expect(sizes.meanBytes == (64 + 1518 + 104) / 3)
        #expect(Load.recorded(speed: 1).framesPerSecond(sizes: sizes) == 3e9 / 1800)
        #expect(Load.recorded(speed: 2).framesPerSecond(sizes: sizes) == 6e9 / 1800)
        #expect(sizes.fitted(to: .recorded(Replay(recording))) == sizes)
    }

    @Test(
        arguments: [
            ([5], "it has only one frame"), ([5, 5], "all frames have the same time"),
            ([5, 6, 4], "frame 3 was recorded before frame 2"),
            ([5, nil, 7], "frame 2 has no time"),
        ] as [([Int64?], String)])
    func `Times that cannot be kept are said to be so`(_ times: [Int64?], _ problem: String) throws
    {
        let recording = try #require(
            Self.recording(Array(repeating: 60, count: times.count), times: times))
        #expect(recording.timesProblem == problem)
        #expect(recording.gaps.isEmpty)
        #expect(
            Load.recorded(speed: 1).framesPerSecond(sizes: .recorded(recording)) == nil)
    }

    @Test func `The hash is of frames and times, not of the path`() throws {
        let one = try #require(Self.recording([60, 61], times: [0, 10]))
        let elsewhere = try #require(Self.recording([60, 61], times: [0, 10], path: "/y"))
        #expect(one == elsewhere && one.fingerprint == elsewhere.fingerprint)
        #expect(SizeDistribution.recorded(one).text == "recorded:\(one.fingerprint)")
        for (lengths, times, fill) in [
            ([61, 60], [0, 10], 0), ([60, 61], [0, 11], 0), ([60, 61], [0, 10], 1),
        ] as [([Int], [Int64?], UInt8)] {
            let other = try #require(Self.recording(lengths, times: times, fill: fill))
            #expect(other != one)
        }
        // Only the time between frames counts.
        #expect(try #require(Self.recording([60, 61], times: [7, 17])) == one)
        #expect(Self.recording([], times: []) == nil)
    }

    @Test func `Frames over the MTU are refused by number; a tag may add 4 bytes`() throws {
        let recording = try #require(Self.recording([60, 1515], times: [0, 1]))
        #expect(recording.problem(mtu: 1501) == nil)
        #expect(
            recording.problem(mtu: 1500)?.hasPrefix(
                "/x.pcap: frame 2 has 1519 bytes, more than the 1518 of an MTU of 1500") == true)
        var bytes = [UInt8](repeating: 0, count: 1518)
        bytes[12] = 0x81
        let tagged = try #require(
            Recording(path: "/t", bytes: bytes, starts: [0, 1518], times: [0]))
        #expect(tagged.problem(mtu: 1500) == nil)
        #expect(tagged.problem(mtu: 1499) != nil)
    }

    @Test(arguments: [
        ("recorded", 1.0, "recorded"), ("recorded x 2", 2, "recorded x 2"),
        ("recorded x 0.5", 0.5, "recorded x 0.5"), ("recorded x 1", 1, "recorded"),
    ])
    func `Loads that keep the times are written so`(
        _ text: String, _ speed: Double, _ canonical: String
    ) throws {
        let load = try Quantity.load(text)
        #expect(load == .recorded(speed: speed))
        #expect(load.text == canonical)
    }

    @Test(arguments: ["recorded 2", "recorded x", "recorded x 0", "recorded x -1", "recordedx2"])
    func `Other texts are refused`(_ text: String) {
        #expect(throws: QuantityError.self) { try Quantity.load(text) }
    }
}
