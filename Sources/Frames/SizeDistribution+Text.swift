extension SizeDistribution {
    /// What a text of sizes may be, for messages.
    package static let allowedTexts =
        "bytes such as “64”, “uniform:64-1518:1”, “weighted:64x7,594x4,1518x1:1”, “imix” or"
        + " “pcap:FILE”"

    /// The canonical text, as the `sizes` column has it.
    ///
    /// `64`, `uniform:64-1518:1`, `weighted:64x7,594x4,1518x1:1`, `imix:64-594-1518:1` or
    /// `pcap:/abs/path:FINGERPRINT`; the number after the last colon is the seed. That of a recording,
    /// `recorded:FINGERPRINT`, cannot be read back.
    package var text: String {
        switch self {
        case .fixed(let size): "\(size.bytes)"
        case .uniform(let smallest, let largest, let seed):
            "uniform:\(smallest.bytes)-\(largest.bytes):\(seed)"
        case .weighted(let sizes, let seed): "weighted:\(sizes.text):\(seed)"
        case .imix(let shortest, let seed):
            "imix:\(shortest.bytes)-\(Self.simpleIMIX[1].size)-\(Self.simpleIMIX[2].size):\(seed)"
        case .trace(let trace): trace.text
        // The path is told elsewhere: the same recording is the same traffic wherever it lies.
        case .recorded(let recording): "recorded:\(recording.fingerprint)"
        }
    }

    /// Reads the canonical text of a distribution that needs no file; `nil` if it is not one.
    ///
    /// A seed that is left out is 1, and `imix` alone is the one of the shortest frames.
    package init?(text: String) {
        do {
            self = try Self.read(text) { (path) throws(SizeError) in throw SizeError(path) }
        } catch {
            return nil
        }
    }

    /// Reads a text as people write it, or a canonical one.
    ///
    /// `trace` reads a pcap file. Its canonical text ends with a fingerprint, which the file must
    /// still have; without one (`pcap:FILE`) it may be any.
    ///
    /// - Throws: what is wrong with the text or the file.
    package static func read(
        _ text: String, trace: (String) throws(SizeError) -> SizeTrace
    ) throws(SizeError) -> SizeDistribution {
        if let bytes = Int(text) {
            guard (1...65_535).contains(bytes) else { throw unknown(text) }
            return .fixed(FrameSize(bytes))
        }
        guard let colon = text.firstIndex(of: ":") else {
            guard text == "imix" else { throw unknown(text) }
            return .imix(shortest: .minimum, seed: 1)
        }
        let (kind, rest) = (text[..<colon], text[text.index(after: colon)...])
        if kind == "pcap" { return .trace(try recorded(rest, trace)) }
        let (body, seed) = try seeded(rest, text)
        switch kind {
        case "uniform": return try uniform(body, seed, text)
        case "imix": return try imix(body, seed, text)
        case "weighted":
            do throws(SizeError) {
                return .weighted(try WeightedSizes(text: body), seed: seed)
            } catch {
                throw SizeError("“\(text)” \(error.message)")
            }
        default: throw unknown(text)
        }
    }

    private static func unknown(_ text: String) -> SizeError {
        SizeError("“\(text)” is not \(allowedTexts)")
    }

    /// Splits `BODY:SEED`, or `BODY`, whose seed is 1.
    private static func seeded(
        _ rest: Substring, _ text: String
    ) throws(SizeError) -> (Substring, UInt64) {
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let seed = parts.count == 1 ? 1 : UInt64(parts[1]) else {
            throw unknown(text)
        }
        return (parts[0], seed)
    }

    private static func uniform(
        _ body: Substring, _ seed: UInt64, _ text: String
    ) throws(SizeError) -> SizeDistribution {
        let bounds = body.split(separator: "-", omittingEmptySubsequences: false).map {
            Int($0) ?? 0
        }
        guard bounds.count == 2, bounds[0] > 0, bounds[0] <= bounds[1], bounds[1] <= 65_535 else {
            throw unknown(text)
        }
        return .uniform(
            smallest: FrameSize(bounds[0]), largest: FrameSize(bounds[1]), seed: seed)
    }

    private static func imix(
        _ body: Substring, _ seed: UInt64, _ text: String
    ) throws(SizeError) -> SizeDistribution {
        for name in FrameFormat.names {
            let imix = SizeDistribution.imix(
                shortest: FrameFormat(name: name, streams: 1)?.smallest ?? .minimum, seed: seed)
            if imix.text == "imix:\(body):\(seed)" { return imix }
        }
        if body == "simple" { return .imix(shortest: .minimum, seed: seed) }
        throw unknown(text)
    }

    /// A path may have colons: the fingerprint is what stands after the last.
    private static func recorded(
        _ rest: Substring, _ read: (String) throws(SizeError) -> SizeTrace
    ) throws(SizeError) -> SizeTrace {
        guard let colon = rest.lastIndex(of: ":"),
            Fingerprint.isOne(rest[rest.index(after: colon)...])
        else { return try read(String(rest)) }
        let trace = try read(String(rest[..<colon]))
        guard trace.fingerprint == rest[rest.index(after: colon)...] else {
            throw SizeError(
                "\(trace.path): has changed since it was planned with: other frame sizes")
        }
        return trace
    }
}
