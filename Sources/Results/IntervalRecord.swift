/// One CPU over one sampling interval: a row of `intervals.csv`.
///
/// The percentages are sar's (`sar -u`), over ticks of `/proc/stat`.
package struct IntervalRecord: Sendable, Hashable {
    package var trial = 0
    package var attempt = 1
    /// Index of the interval within the trial, from 0.
    package var index = 0
    /// Seconds since traffic began.
    package var tStartS: Double?
    package var tEndS: Double?
    /// Whether cropping kept the interval: only these enter the CPU columns of `trials.csv`.
    package var kept = false
    /// A CPU number, or `all`.
    package var cpu = ""
    package var user: Double?
    package var nice: Double?
    package var system: Double?
    package var irq: Double?
    package var softirq: Double?
    package var steal: Double?
    package var iowait: Double?
    package var idle: Double?
    package var busyPercent: Double?
    package var deliveredFrames: Int?

    package init() {}
}

extension IntervalRecord {
    /// The columns of `intervals.csv`, in order.
    package static let columns: [Column<IntervalRecord>] = placeColumns + shareColumns

    private static let placeColumns: [Column<IntervalRecord>] = [
        .count("trial", \.trial, "the trial, as in `trials.csv`"),
        .count("attempt", \.attempt, "the attempt, as in `trials.csv`"),
        .count("index", \.index, "index of the interval within the trial, from 0"),
        .decimal("t_start_s", "s", \.tStartS, "when it began, since traffic began"),
        .decimal("t_end_s", "s", \.tEndS, "when it ended, since traffic began"),
        .flag("kept", \.kept, "1 if cropping kept the interval, else 0"),
        .label("cpu", \.cpu, "CPU number, or `all`"),
    ]

    private static let shareColumns: [Column<IntervalRecord>] = [
        .decimal("user", "%", \.user, "`%user` by the formula of sar"),
        .decimal("nice", "%", \.nice, "`%nice`"),
        .decimal("system", "%", \.system, "`%system`, without interrupts"),
        .decimal("irq", "%", \.irq, "hardware interrupts"),
        .decimal("softirq", "%", \.softirq, "software interrupts"),
        .decimal("steal", "%", \.steal, "time the hypervisor withheld"),
        .decimal("iowait", "%", \.iowait, "idle while I/O was outstanding"),
        .decimal("idle", "%", \.idle, "idle"),
        .decimal("busy_percent", "%", \.busyPercent, "100 - %idle - %iowait"),
        .integer(
            "delivered_frames", "frames", \.deliveredFrames,
            "frames handed over within the interval"),
    ]
}
