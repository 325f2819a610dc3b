extension TrialRecord {
    /// What `/usr/bin/time -v` would say of the capturer, and who ran where.
    static let processColumns: [Column<TrialValues>] = [
        .decimal(
            "capture_utime_s", "s", \.captureUtimeS,
            "user time of the capture process (`ru_utime`)"),
        .decimal(
            "capture_stime_s", "s", \.captureStimeS,
            "system time of the capture process (`ru_stime`)"),
        .integer(
            "capture_maxrss_bytes", "bytes", \.captureMaxrssBytes,
            "largest resident set of the capture process (`ru_maxrss`)"),
        .integer(
            "voluntary_switches", nil, \.voluntarySwitches,
            "times the capture process waited (`ru_nvcsw`)"),
        .integer(
            "involuntary_switches", nil, \.involuntarySwitches,
            "times the capture process was preempted (`ru_nivcsw`)"),
        .integer("minor_faults", nil, \.minorFaults, "page faults without I/O (`ru_minflt`)"),
        .integer("major_faults", nil, \.majorFaults, "page faults with I/O (`ru_majflt`)"),
        .integer("capture_cpu", nil, \.captureCPU, "CPU that capture was placed on"),
        .integer("generator_cpu", nil, \.generatorCPU, "CPU that the generator was placed on"),
        .integer("cpu_generator_ns", "ns", \.cpuGeneratorNs, "CPU time of the generator"),
        .integer("runner_cpu_ns", "ns", \.runnerCPUNs, "CPU time of the runner itself"),
        .decimal(
            "wall_s", "s", \.wallS,
            "how long the attempt took, setting up and tearing down included"),
        .text("run_id", \.runID, "run id in the stamps of the test frames"),
        .text(
            "capturer_exit", \.capturerExit,
            "how the capture process ended: `exit status 0` or `signal 9`"),
        .text("message", \.message, "what went wrong, in words"),
    ]
}
