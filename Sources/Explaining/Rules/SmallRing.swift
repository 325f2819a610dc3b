import Results

extension Rule {
    /// The queue is shorter than the pauses of its reader.
    static let smallRing = Rule(
        name: "small-ring", subject: .loss,
        looksAt: [
            "drops_socket", "depth_frames", "loss_episodes", "loss_longest_frames",
            "cpu_busy_percent", "max_frames_100us", "capture_pauses", "capture_longest_pause_ms",
        ]
    ) { evidence in
        let row = evidence.row
        let share = evidence.share(of: row.dropsSocket)
        let cure = evidence.cure
        guard share >= 0.1, !evidence.isStall, !evidence.isStartUp,
            !evidence.isSaturated || cure != nil
        else { return nil }
        var lines = [
            "\(Words.frames(row.dropsSocket ?? 0)), \(Words.share(share)) of those lost, found the "
                + "socket or ring full (drops_socket)."
        ]
        if let depth = evidence.depth {
            let time = evidence.depthMs.map { ", \(Words.milliseconds($0)) of this traffic" } ?? ""
            lines.append("It holds \(Words.frames(depth))\(time).")
        } else if let bytes = row.ringBytes {
            lines.append("It has \(Words.count(bytes)) bytes.")
        }
        lines += [evidence.episodes, evidence.pauses].compactMap { $0 }
        if let busy = row.cpuBusyPercent, !evidence.isSaturated {
            lines.append("The capture CPU was \(Words.percent(busy)) busy: there was time left.")
        }
        if let burst = row.maxFrames100us, let depth = evidence.depth, burst > depth {
            lines.append("Up to \(Words.frames(burst)) were sent within 100 us.")
        }
        let lossless = evidence.deeper.first { $0.row.lossPercent == 0 }
        return Explanation(
            cause: "the ring is too small", evidence: lines,
            advice: [
                "Enlarge it: \(Words.ringSetting(row)).",
                (cure?.row.lossPercent == 0 ? nil : cure).map {
                    "With \($0.words) \(Words.percent($0.row.lossPercent ?? 0)) was lost."
                },
                evidence.lastingQueue.map {
                    "A queue of about \(Words.frames($0)) lasts as long as the longest pause."
                },
                lossless.map { "With \($0.words) nothing was lost." },
            ].compactMap { $0 }, weight: share)
    }
}

extension Words {
    /// Which setting sizes the queue of this backend.
    static func ringSetting(_ row: TrialRecord) -> String {
        switch row.backend {
        case "tpacket-v1", "tpacket-v2": "ring_frames"
        case "tpacket-v3": "block_count or block_size"
        case "pcap": "buffer_size"
        case "af-xdp": "rx_ring, and fill_ring and umem_frames with it"
        case "command": "the program's buffer option (-B with tcpdump and dumpcap)"
        default: row.ringFrames == nil ? "receive_buffer (SO_RCVBUF)" : "ring_frames"
        }
    }
}
