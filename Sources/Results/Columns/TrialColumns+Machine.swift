extension TrialRecord {
    /// Where a row was measured; empty in a run of one machine, whose manifest says it.
    static let machineColumns: [Column<TrialValues>] = [
        .text(
            "machine", \.machine,
            "host name of the machine, in a merged run; empty in a run of one machine"
        ).later,
        .text("kernel", \.kernelRelease, "release of its kernel, in a merged run").later,
        .text(
            "bench_build", \.benchBuild,
            "version of bench and the first 12 digits of its SHA-256, in a merged run"
        ).later,
    ]
}
