import Results

extension Rule {
    /// One worker's ring was full while others had little to do.
    static let unevenWorkers = Rule(
        name: "uneven-workers", subject: .loss,
        looksAt: [
            "drops_socket", "backend", "workers", "fanout", "fanout_flags", "streams",
            "worker_frames_min", "worker_frames_max", "worker_imbalance_percent", "worker_cpus",
        ]
    ) { evidence in
        let row = evidence.row
        let share = evidence.share(of: row.dropsSocket)
        let workers = row.settings["workers"].flatMap { Int($0) } ?? 1
        guard share >= 0.1, workers > 1, row.settings["fanout"] != "rollover",
            let least = row.workerFramesMin, let most = row.workerFramesMax,
            let delivered = row.deliveredFrames, most >= 2 * max(least, 1)
        else { return nil }
        var lines = [
            "Of \(workers) workers one took \(Words.frames(most)) of \(Words.frames(delivered)), "
                + "another \(Words.frames(least)) (workers.csv)."
        ]
        if let streams = row.streams, streams < workers {
            lines.append("The traffic has \(streams == 1 ? "one flow" : "\(streams) flows") only.")
        }
        let cpus = Set((row.workerCPUs ?? "").split(separator: ";"))
        let shared =
            cpus.count == 1
            ? "All workers ran on one CPU here: that they share it, no spreading changes." : nil
        return Explanation(
            cause: "one worker has more than its share of the frames, and its ring was full",
            evidence: lines,
            advice: [row.fanoutAdvice, row.rolloverAdvice, shared].compactMap { $0 },
            weight: share)
    }
}

extension TrialRecord {
    /// Whether each worker has a receive queue of its own, and is in no group.
    private var takesQueues: Bool { self.backend == "af-xdp" }

    /// What spreads the frames better.
    fileprivate var fanoutAdvice: String {
        if takesQueues {
            return
                "A worker has the frames of one receive queue, and all frames of a flow come to one "
                + "queue: it takes many flows to spread them (streams)."
        }
        return switch settings["fanout"] {
        case "cpu":
            "The CPU of the receive work decides (fanout = cpu): have it on several CPUs, or use hash "
                + "or lb."
        case "qm":
            "The receive queue decides (fanout = qm): have the interface use several, or use hash or lb."
        default:
            "All frames of a flow go to one worker (fanout = hash): it takes many flows to spread them "
                + "(streams). fanout = lb spreads any traffic, but not flow by flow."
        }
    }

    fileprivate var rolloverAdvice: String? {
        takesQueues || settings["fanout_flags"]?.contains("rollover") == true
            ? nil : "fanout_flags = rollover gives frames to the others where one has no room."
    }
}
