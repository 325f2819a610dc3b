/// The frame sizes of recorded traffic, in the order of their recording.
///
/// Shape: at least one size, at most ``SizeDistribution/tableLength``. What is recorded shorter than
/// ``shortest`` is sent with that size.
package struct SizeTrace: Sendable {
    /// Where they were read from, absolute.
    package let path: String
    /// As recorded, FCS included.
    package let recorded: [FrameSize]
    /// Whether the file has more frames than were read.
    package let isCut: Bool
    /// A stable hash of the recorded sizes: what tells a changed file from the one planned with.
    package let fingerprint: String
    /// The shortest frame that is sent.
    package let shortest: FrameSize
    /// Frames recorded that are shorter than this.
    package let roundedUp: Int
    package let smallest: FrameSize
    package let largest: FrameSize
    /// The mean of the sizes sent in a long run: of those in the table, repeats among them.
    package let meanBytes: Double

    /// `nil` without a frame.
    package init?(
        path: String, recorded: [FrameSize], isCut: Bool = false, shortest: FrameSize = .minimum
    ) {
        self.init(
            path: path, recorded: recorded, isCut: isCut, shortest: shortest,
            fingerprint: Fingerprint(recorded.map { "\($0.bytes)\n" }.joined()).text)
    }

    private init?(
        path: String, recorded: [FrameSize], isCut: Bool, shortest: FrameSize, fingerprint: String
    ) {
        let recorded = Array(recorded.prefix(SizeDistribution.tableLength))
        guard let least = recorded.min(), let most = recorded.max() else { return nil }
        self.path = path
        self.recorded = recorded
        self.isCut = isCut
        self.shortest = shortest
        self.fingerprint = fingerprint
        roundedUp = recorded.count { $0 < shortest }
        smallest = max(least, shortest)
        largest = max(most, shortest)
        let bytes = recorded.map { max($0, shortest).bytes }
        let (rounds, rest) = SizeDistribution.tableLength.quotientAndRemainder(
            dividingBy: bytes.count)
        let sum = rounds * bytes.reduce(0, +) + bytes.prefix(rest).reduce(0, +)
        meanBytes = Double(sum) / Double(SizeDistribution.tableLength)
    }

    /// The same traffic with another shortest frame.
    func rounded(upTo shortest: FrameSize) -> SizeTrace {
        guard shortest != self.shortest else { return self }
        return SizeTrace(
            path: path, recorded: recorded, isCut: isCut, shortest: shortest,
            fingerprint: fingerprint) ?? self
    }

    /// The sizes sent, repeated to ``SizeDistribution/tableLength`` entries.
    func table() -> [FrameSize] {
        (0..<SizeDistribution.tableLength).map { max(shortest, recorded[$0 % recorded.count]) }
    }

    /// `pcap:/abs/path:FINGERPRINT`.
    var text: String { "pcap:\(path):\(fingerprint)" }
}

extension SizeTrace: Hashable {
    /// By path and hash: comparing all the sizes would tell no more.
    package static func == (left: SizeTrace, right: SizeTrace) -> Bool {
        left.path == right.path && left.fingerprint == right.fingerprint
            && left.shortest == right.shortest
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(fingerprint)
        hasher.combine(shortest)
    }
}
