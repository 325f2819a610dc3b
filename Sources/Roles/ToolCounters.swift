package import Capture
package import Kernel

/// What a capture program of others came to, as counters of the final message, and back.
package enum ToolCounters {
    /// Everything that is known of it; what it did not say is left out.
    ///
    /// - Parameter seen: what was found in the file that it wrote.
    package static func dictionary(_ report: ToolReport, seen: FrameCounts) -> [String: Int64] {
        let (counts, end) = (report.counts, report.end)
        var counters: [String: Int64] = [
            "tool_user_us": Int64(end.userSeconds * 1e6),
            "tool_system_us": Int64(end.systemSeconds * 1e6),
            "tool_maxrss": Int64(end.maximumResidentBytes),
            "tool_nvcsw": Int64(end.voluntarySwitches),
            "tool_nivcsw": Int64(end.involuntarySwitches),
            "tool_minflt": Int64(end.minorFaults), "tool_majflt": Int64(end.majorFaults),
        ]
        if seen.stamps != nil {
            counters.merge(CapturerCounters.dictionary(counts: seen, kernel: nil, wakeUps: 0)) {
                _, new in new
            }
            counters["wake_ups"] = nil
        }
        counters["tool_ended_by"] = Int64(report.signal)
        counters["tool_status"] = end.status.map(Int64.init)
        counters["tool_signal"] = end.signal.map(Int64.init)
        // What is in the file was captured, whatever the program says.
        if seen.stamps == nil { counters["frames"] = counts.captured.map(Int64.init(clamping:)) }
        counters["received"] = counts.received.map(Int64.init(clamping:))
        counters["drops"] = counts.drops.map(Int64.init(clamping:))
        counters["kernel_counted"] = counts.isByKernel ? 1 : nil
        counters["discarded"] = counts.discarded.map(Int64.init(clamping:))
        return counters
    }

    /// How the program ended; `nil` if the counters are of none.
    package static func end(_ counters: [String: Int64]) -> ProcessEnd? {
        guard let user = counters["tool_user_us"], let system = counters["tool_system_us"] else {
            return nil
        }
        let count = { (name: String) in Int(counters[name] ?? 0) }
        return ProcessEnd(
            status: counters["tool_status"].map(Int.init),
            signal: counters["tool_signal"].map(Int.init), userSeconds: Double(user) / 1e6,
            systemSeconds: Double(system) / 1e6, maximumResidentBytes: count("tool_maxrss"),
            voluntarySwitches: count("tool_nvcsw"), involuntarySwitches: count("tool_nivcsw"),
            minorFaults: count("tool_minflt"), majorFaults: count("tool_majflt"))
    }
}
