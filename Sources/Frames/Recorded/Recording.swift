/// Recorded frames, in memory: what is sent as it was recorded.
///
/// Shape: at least one frame, each of 60 to 65,535 bytes without FCS. Immutable, and so an object that
/// many share.
package final class Recording: Sendable {
    /// The most bytes of frames that a recording may have: they are kept in memory.
    package static let mostBytes = 256 << 20
    /// The most frames.
    package static let mostFrames = 1 << 23
    /// Bytes of the shortest frame on Ethernet, without FCS: shorter ones are filled up with zeros.
    package static let shortest = FrameSize.minimum.apiLength

    /// Where it was read from, absolute.
    package let path: String
    /// All frames, one behind the other.
    private let bytes: [UInt8]
    /// Where each begins, and where the last ends.
    private let starts: [Int]
    /// Nanoseconds from each frame to the one after it.
    ///
    /// From the last to the first of the next round it is the mean of the others. Empty if the times
    /// cannot be kept: ``timesProblem`` says why.
    package let gaps: [Double]
    package let timesProblem: String?
    /// Frames that were shorter than ``shortest`` and are sent with zeros behind.
    package let filledUp: Int
    /// A stable hash of all bytes and times: not of the path.
    package let fingerprint: String
    package let smallest: FrameSize
    package let largest: FrameSize

    /// - Parameters:
    ///   - bytes: the frames, one behind the other, each of at least ``shortest`` bytes.
    ///   - starts: where each begins, and the end of the last.
    ///   - times: when each was recorded (ns); `nil` where the file does not say.
    /// - Returns: `nil` without a frame.
    package init?(
        path: String, bytes: [UInt8], starts: [Int], times: [Int64?], filledUp: Int = 0
    ) {
        guard starts.count > 1, times.count == starts.count - 1 else { return nil }
        let lengths = zip(starts.dropFirst(), starts).map { $0 - $1 }
        self.path = path
        self.bytes = bytes
        self.starts = starts
        self.filledUp = filledUp
        timesProblem = Self.problem(times)
        gaps = timesProblem == nil ? Self.gaps(times.compactMap { $0 }) : []
        smallest = FrameSize((lengths.min() ?? 0) + FrameSize.fcs)
        largest = FrameSize((lengths.max() ?? 0) + FrameSize.fcs)
        fingerprint = Self.fingerprint(bytes, starts, gaps)
    }

    package var count: Int { starts.count - 1 }
    package var meanBytes: Double { Double(bytes.count) / Double(count) + Double(FrameSize.fcs) }
    /// Nanoseconds of a round: from the first frame to the first of the next round; 0 without times.
    package var round: Double { gaps.reduce(0, +) }
    /// Frame sizes in order.
    package var sizes: [FrameSize] { (0..<count).map { FrameSize(length(of: $0) + FrameSize.fcs) } }

    /// Bytes of a frame, without FCS.
    @inline(__always)
    package func length(of frame: Int) -> Int { starts[frame + 1] &- starts[frame] }

    /// Gives the memory of all frames; the frames' places in it are ``range(of:)``.
    @inline(__always)
    package func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows
        -> Value
    {
        try bytes.withUnsafeBytes(body)
    }

    @inline(__always)
    package func range(of frame: Int) -> Range<Int> { starts[frame]..<starts[frame + 1] }

    /// `/abs/path:FINGERPRINT`: what tells a changed file from the one planned with.
    package var text: String { "\(path):\(fingerprint)" }

    /// The name of the file.
    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// What of the traffic is not as recorded, in a sentence; `nil` if all is.
    package var note: String? {
        guard filledUp > 0 else { return nil }
        return
            "\(path): \(filledUp) of \(count) frames have fewer than \(Self.shortest) bytes, as a"
            + " host records what it sends itself; zeros are sent behind them, as by a network"
            + " interface"
    }

    /// Why its frames do not fit an interface with this MTU; `nil` if they do.
    ///
    /// A frame with a VLAN tag may be 4 bytes longer (`packet_extra_vlan_len_allowed`).
    package func problem(mtu: Int) -> String? {
        let most = FrameSize.maximum(mtu: mtu)
        let tooLong = (0..<count).first { frame in
            let isTagged = bytes[starts[frame] + 12] == 0x81 && bytes[starts[frame] + 13] == 0
            return length(of: frame) > most.apiLength + (isTagged ? 4 : 0)
        }
        guard let tooLong else { return nil }
        return
            "\(path): frame \(tooLong + 1) has \(length(of: tooLong) + FrameSize.fcs) bytes, more"
            + " than the \(most.bytes) of an MTU of \(mtu) (FCS included; segmentation offload"
            + " records such frames); allowed: a larger mtu, up to 9000, or another recording"
    }

    /// Why frames cannot be sent at these times; `nil` if they can.
    private static func problem(_ times: [Int64?]) -> String? {
        var last = Int64.min
        for (index, time) in times.enumerated() {
            guard let time else { return "frame \(index + 1) has no time" }
            if time < last {
                return "frame \(index + 1) was recorded before frame \(index)"
            }
            last = time
        }
        guard let first = times.first ?? nil, first < last else {
            return times.count == 1 ? "it has only one frame" : "all frames have the same time"
        }
        // Sums of them fit 64 bits.
        return last.subtractingReportingOverflow(first).overflow || last - first > 1 << 60
            ? "its times are more than 36 years apart" : nil
    }

    private static func gaps(_ times: [Int64]) -> [Double] {
        let gaps = zip(times.dropFirst(), times).map { Double($0 - $1) }
        return gaps + [gaps.reduce(0, +) / Double(gaps.count)]
    }

    private static func fingerprint(_ bytes: [UInt8], _ starts: [Int], _ gaps: [Double]) -> String {
        var hash: UInt64 = 0
        bytes.withUnsafeBytes { all in
            for frame in 0..<starts.count - 1 {
                guard let start = all.baseAddress else { return }
                let count = starts[frame + 1] - starts[frame]
                hash = ContentHash.of(start + starts[frame], count, seed: hash)
                let gap = gaps.isEmpty ? 0 : gaps[frame].bitPattern
                hash = ContentHash.mixed(hash ^ UInt64(count), gap ^ 0x9e37_79b9_7f4a_7c15)
            }
        }
        return Fingerprint("\(starts.count - 1) \(hash)").text
    }
}

extension Recording: Hashable {
    /// By content.
    package static func == (left: Recording, right: Recording) -> Bool {
        left.fingerprint == right.fingerprint
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
