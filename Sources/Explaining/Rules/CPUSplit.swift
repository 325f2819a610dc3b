import Results

extension Rule {
    /// Which of the halves took the CPU time, and what it does with it.
    static let cpuSplit = Rule(
        name: "cpu-split", subject: .cpu,
        looksAt: [
            "cpu_capture_ns", "cpu_kernel_ns", "cpu_capture_user_ns", "cpu_capture_system_ns",
        ]
    ) { evidence in
        let row = evidence.row
        guard let capture = row.cpuCaptureNs, let part = evidence.part(capture)
        else { return nil }
        let length = Words.milliseconds((evidence.duration ?? 0) / 1e6)
        var lines: [String] = []
        if let kernel = row.cpuKernelNs {
            lines.append(
                "The receive work of the kernel took \(seconds(kernel)) of CPU time for \(length) "
                    + "of traffic" + each(evidence.kernelNs, "offered") + ".")
        }
        lines.append(
            "The capture process took \(seconds(capture))" + each(evidence.captureNs, "captured")
                + ".")
        var advice: [String] = []
        if let user = row.cpuCaptureUserNs, let system = row.cpuCaptureSystemNs, user >= 0,
            system > 0
        {
            let share = Double(system) / (Double(user) + Double(system))
            lines.append("\(Words.share(share)) of its time was in system calls.")
            if share >= 0.5, row.backend == "recv" {
                advice.append(
                    "recv(2) copies each frame in a call of its own; recvmmsg takes many in one, and "
                        + "a memory-mapped ring (tpacket-v2, tpacket-v3) needs no copy either.")
            }
        }
        let kernel = row.cpuKernelNs ?? 0
        let cause =
            kernel > capture
            ? "most of the CPU time went to the kernel's receive work"
            : "most of the CPU time went to the capture process"
        if let work = row.settings["work"] { advice.append("work = \(work) is in there.") }
        return Explanation(
            cause: cause, evidence: lines, advice: advice,
            weight: min(1, part + (evidence.part(row.cpuKernelNs) ?? 0)))
    }

    private static func seconds(_ nanoseconds: Int) -> String {
        Words.milliseconds(Double(nanoseconds) / 1e6)
    }

    private static func each(_ time: Double?, _ frames: String) -> String {
        time.map { ", \(Words.nanoseconds($0)) for each frame \(frames)" } ?? ""
    }
}

extension TrialRecord {
    /// What the receive work costs, as a sentence; `nil` if that was not measured.
    func kernelNsWords(_ evidence: Evidence) -> String? {
        guard let kernel = evidence.kernelNs, let rate = evidence.rate else { return nil }
        return "The receive work takes \(Words.nanoseconds(kernel)) for a frame, of "
            + "\(Words.nanoseconds(1e9 / rate)) between two."
    }
}
