extension TrialRecord {
    /// How several workers shared the frames.
    static let workerColumns: [Column<TrialValues>] = [
        .integer(
            "worker_frames_min", "frames", \.workerFramesMin,
            "frames of the worker that took fewest; empty with one worker"
        ).later,
        .integer(
            "worker_frames_max", "frames", \.workerFramesMax,
            "frames of the worker that took most; `workers.csv` has each"
        ).later,
        .decimal(
            "worker_imbalance_percent", "%", \.workerImbalancePercent,
            "how much more than the mean that is, in percent of the mean: 0 if all took as many, 300 "
                + "if one of 4 took all"
        ).later,
        .text(
            "worker_cpus", \.workerCPUs,
            "the CPU of each worker, joined by `;`, as found at the end"
        ).later,
    ]
}
