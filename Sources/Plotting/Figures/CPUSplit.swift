import Results

extension Figure {
    /// What a frame cost, in the kernel and in the capturer.
    static let cpuSplit = Figure(
        name: "cpu-split", title: "CPU time per frame: kernel, capture process, other",
        needs: "valid trials with the CPU time of the capture process"
    ) { data, settingNames in
        let points = PointBars(data, settingNames: settingNames) {
            $0.cpuCaptureNs != nil && ($0.arrivedFrames ?? 0) > 0
        }
        guard !points.bars.isEmpty else {
            return .nothing("no valid trial has the CPU time of its capture process")
        }
        let script = CPUSplitScript(points, data: data)
        return .files(["cpu-split.csv": script.summary(), "cpu-split.gp": script.text()])
    }
}
