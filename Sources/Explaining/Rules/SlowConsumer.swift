import Results

extension Rule {
    /// The capture CPU had no time left: no ring helps.
    static let slowConsumer = Rule(
        name: "slow-consumer", subject: .loss,
        looksAt: ["drops_socket", "cpu_busy_percent", "cpu_capture_ns", "cpu_kernel_ns", "work"]
    ) { evidence in
        let row = evidence.row
        let share = evidence.share(of: row.dropsSocket)
        guard share >= 0.1, evidence.isSaturated, !evidence.isStall,
            !evidence.isStartUp, evidence.cure == nil
        else { return nil }
        var lines: [String] = []
        if let busy = row.cpuBusyPercent {
            lines.append("The capture CPU was \(Words.percent(busy)) busy.")
        }
        if let rate = evidence.rate, let capture = evidence.captureNs {
            let kernel = evidence.kernelNs
            let words = kernel.map { " and \(Words.nanoseconds($0)) in the receive work" } ?? ""
            lines.append(
                "A frame takes \(Words.nanoseconds(capture)) in the capture process\(words); at "
                    + "\(Words.rate(rate)) there are \(Words.nanoseconds(1e9 / rate)) for it.")
        }
        lines += [evidence.episodes].compactMap { $0 }
        let work = row.settings["work"].map { "work = \($0) burns that much for each frame." }
        let cheaper = evidence.neighbours.filter { other in
            other.axis == Neighbour.method
                && (other.row.lossPercent ?? .infinity) < (row.lossPercent ?? 0) / 2
        }.min { ($0.row.lossPercent ?? 0) < ($1.row.lossPercent ?? 0) }
        return Explanation(
            cause: "the capture process is too slow for this load", evidence: lines,
            advice: [
                work, "A larger ring only delays the loss. Do less for each frame, or offer less.",
                cheaper.map {
                    "\($0.words) lost \(Words.percent($0.row.lossPercent ?? 0)) of the same traffic."
                },
                "Several workers on several CPUs can share the frames: workers (PACKET_FANOUT).",
            ].compactMap { $0 }, weight: share)
    }
}
