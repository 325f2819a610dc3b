import Results
import Statistics

/// What a capture costs for a frame where the kernel's half of it is done by the sender.
///
/// On `veth-inline` and `veth-outgoing` a frame is put into the ring, or the queue, within the sender's
/// own system call, so that no thread of the capture side has that time. What a frame costs a sender
/// beside a capturer, less what it costs without one (the baseline of the same traffic), is that half.
/// Of a sender that waits for its time nothing can be told: it spins meanwhile.
struct InlineCost: Sendable {
    /// Nanoseconds of the sender's CPU time for a frame, without a capturer.
    private let alone: [TrafficKey: Double]

    private struct TrafficKey: Hashable {
        let topology: String?
        let engine: String?
        let sizes: String?
        let format: String?
        let streams: Int?
        let engineSettings: [String: String]

        /// - Returns: `nil` of traffic whose senders tell nothing.
        init?(_ record: TrialRecord) {
            guard record.rate == "max",
                ["veth-inline", "veth-outgoing"].contains(record.topology)
            else { return nil }
            topology = record.topology
            engine = record.engine
            sizes = record.sizes
            format = record.frameFormat
            streams = record.streams
            engineSettings = record.engineSettings
        }
    }

    /// - Parameter records: all of a run, baselines included.
    init(_ records: [TrialRecord]) {
        var costs: [TrafficKey: [Double]] = [:]
        for record in records where record.outcome == .baseline {
            guard let traffic = TrafficKey(record), let cost = Self.sending(record) else {
                continue
            }
            costs[traffic, default: []].append(cost)
        }
        alone = costs.compactMapValues { Sample($0)?.median }
    }

    /// Nanoseconds for a frame that was sent: of the capturer, and of the sender for its sake; `nil`
    /// where that cannot be told.
    func nanoseconds(_ record: TrialRecord) -> Double? {
        guard let traffic = TrafficKey(record), let alone = alone[traffic],
            let sending = Self.sending(record), let offered = record.offeredFrames,
            let capture = record.cpuCaptureNs
        else { return nil }
        return Double(capture) / Double(offered) + sending - alone
    }

    private static func sending(_ record: TrialRecord) -> Double? {
        guard let offered = record.offeredFrames, offered > 0, let time = record.cpuGeneratorNs
        else { return nil }
        return Double(time) / Double(offered)
    }
}
