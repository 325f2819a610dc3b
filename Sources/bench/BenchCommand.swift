import ArgumentParser

/// The root command; each subcommand has a file of its own.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure which packet capture methods lose frames, where, and at what CPU cost.",
        discussion: """
            Start with: bench sweep experiments/ringsize.toml

            Exit status: 0 ok, 1 failure, 2 regression found, 3 inconclusive or points without a \
            valid row, 4 environment unfit, 64 usage or experiment-file error, 130/143 interrupted.
            """,
        version: benchVersion,
        subcommands: [
            SweepCommand.self, SearchCommand.self, CompareCommand.self, MergeCommand.self,
            CalibrateCommand.self,
            PlanCommand.self, PlotCommand.self, ReportCommand.self, ExplainCommand.self,
            ListCommand.self, DoctorCommand.self, CaptureCommand.self, GenerateCommand.self,
            SniffCommand.self,
            AuditCommand.self, HostAgentCommand.self,
            InstallCommand.self, UninstallCommand.self, ReferenceCommand.self,
        ]
    )
}

/// The version of the program, in every manifest.
let benchVersion = "0.1.0"
