/// What one of several workers of a capture process did: a row of `workers.csv`.
package struct WorkerRecord: Sendable, Hashable {
    package var point = ""
    package var trial = 0
    package var attempt = 1
    package var worker = 0
    package var cpu = 0
    package var frames = 0
    package var receivedFrames: Int?
    package var dropsFrames: Int?
    package var cpuNs = 0

    package init() {}
}

extension WorkerRecord: TableRow {
    /// The columns of `workers.csv`, in order.
    package static let columns: [Column<WorkerRecord>] = [
        .label("point", \.point, "the point, as in `trials.csv`"),
        .count("trial", \.trial, "the trial, as in `trials.csv`"),
        .count("attempt", \.attempt, "the attempt, as in `trials.csv`"),
        .count("worker", \.worker, "the worker: its place in the group, from 0"),
        .count("cpu", \.cpu, "the CPU that its thread was on at the end"),
        .count("frames", \.frames, "frames that it took"),
        .integer(
            "received_frames", "frames", \.receivedFrames,
            "`tp_packets` of its socket: frames that it was offered, its drops included"),
        .integer("drops_frames", "frames", \.dropsFrames, "`tp_drops` of its socket"),
        .count(
            "cpu_ns", \.cpuNs, "CPU time of its thread, as the kernel's clock of it says, in ns"),
    ]
}
