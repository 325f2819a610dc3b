import Results

extension Figure {
    /// What a frame cost, in the kernel and in the capturer.
    static let cpuSplit = Figure(
        name: "cpu-split", title: "CPU time of a frame, by who spent it",
        needs: "valid trials with the CPU time of the capture process"
    ) { data, settingNames in
        let points = PointBars(data, settingNames: settingNames) {
            $0.cpuCaptureNs != nil && ($0.arrivedFrames ?? 0) > 0
        }
        guard !points.bars.isEmpty else {
            return .nothing("no valid trial tells its capturer’s CPU time")
        }
        let script = CPUSplitScript(points, data: data)
        return .files(["cpu-split.csv": script.summary(), "cpu-split.gp": script.text()])
    }
}
