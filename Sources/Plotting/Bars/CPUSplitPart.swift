import Results

/// One part of what a frame cost the capture CPU, in ns for each frame that arrived.
struct CPUSplitPart: Sendable {
    /// Column of the summary: `kernel_ns`.
    let column: String
    /// In the legend.
    let title: String
    let colour: String
    let value: @Sendable (TrialRecord) -> Double?

    /// In the order in which the work is done.
    static let all: [CPUSplitPart] = [
        CPUSplitPart(
            column: "kernel_ns", title: "kernel, receiving", colour: "#0072B2"
        ) { perFrame($0.cpuKernelNs, $0) },
        CPUSplitPart(
            column: "capture_system_ns", title: "process, system calls", colour: "#E69F00"
        ) { perFrame($0.cpuCaptureSystemNs, $0) },
        CPUSplitPart(
            column: "capture_user_ns", title: "process, user mode", colour: "#009E73"
        ) { perFrame($0.cpuCaptureUserNs, $0) },
        CPUSplitPart(
            column: "capture_ns", title: "process, not split", colour: "#F0E442"
        ) { $0.cpuCaptureUserNs == nil ? perFrame($0.cpuCaptureNs, $0) : nil },
        CPUSplitPart(
            column: "other_ns", title: "other: wake-ups, idle entry", colour: "#bbbbbb",
            value: other),
    ]

    private static func perFrame(_ time: Int?, _ record: TrialRecord) -> Double? {
        guard let time, let frames = record.arrivedFrames, frames > 0 else { return nil }
        return Double(time) / Double(frames)
    }

    /// The share of the CPU's time that is left, over the frames that arrived in that time.
    private static func other(_ record: TrialRecord) -> Double? {
        guard let percent = record.cpuOtherPercent, let seconds = record.durationS,
            let frames = record.arrivedFrames, frames > 0
        else { return nil }
        return percent / 100 * seconds * 1e9 / Double(frames)
    }
}
