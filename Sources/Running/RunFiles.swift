import Kernel
import Results
import Roles
import Sampling

/// The tables of a run, open for appending.
final class RunFiles {
    private let trials: AppendedFile
    private let intervals: AppendedFile
    private let gaps: AppendedFile
    private let losses: AppendedFile
    private let pauses: AppendedFile
    private let workers: AppendedFile
    private let table: TrialTable

    init(_ directory: RunDirectory, _ table: TrialTable) throws(FileError) {
        self.table = table
        intervals = try AppendedFile(path: directory.intervalsPath, header: IntervalTable.header)
        gaps = try AppendedFile(path: directory.gapsPath, header: GapTable.header)
        losses = try AppendedFile(path: directory.lossesPath, header: LossTable.header)
        pauses = try AppendedFile(path: directory.pausesPath, header: PauseTable.header)
        workers = try AppendedFile(path: directory.workersPath, header: WorkerTable.header)
        trials = try AppendedFile(path: directory.trialsPath, header: table.header)
    }

    /// Appends an attempt.
    ///
    /// The trial's row comes last: it is what makes the attempt count.
    func append(_ row: TrialRecord, _ more: AttemptRows = AttemptRows()) throws(FileError) {
        if !more.intervals.isEmpty {
            try intervals.append(more.intervals.flatMap(IntervalTable.row))
        }
        if !more.gaps.isEmpty { try gaps.append(more.gaps.flatMap(GapTable.row)) }
        if !more.losses.isEmpty { try losses.append(more.losses.flatMap(LossTable.row)) }
        if !more.pauses.isEmpty { try pauses.append(more.pauses.flatMap(PauseTable.row)) }
        if !more.workers.isEmpty { try workers.append(more.workers.flatMap(WorkerTable.row)) }
        try trials.append(table.row(row))
    }
}

/// What an attempt leaves besides its row in `trials.csv`.
struct AttemptRows {
    var intervals: [IntervalRecord] = []
    var gaps: [GapRecord] = []
    var losses: [LossRecord] = []
    var pauses: [PauseRecord] = []
    var workers: [WorkerRecord] = []
}

/// One attempt's raw material.
enum RawFiles {
    /// All that an attempt may leave.
    static let names = [
        "capturer.jsonl", "generator.jsonl", "samples.csv", "capturer.stderr", "generator.stderr",
    ]

    /// Writes what the roles said and what the clocks showed; returns why that failed, or `nil`.
    static func problem(writing attempt: TrialAttempt, to directory: String) -> SystemError? {
        do throws(SystemError) {
            try write(attempt, to: directory)
            return nil
        } catch {
            return error
        }
    }

    private static func write(
        _ attempt: TrialAttempt, to directory: String
    ) throws(SystemError) {
        for role in [attempt.capturer, attempt.generator] {
            guard let role else { continue }
            let lines = role.transcript.map { $0 + "\n" }.joined()
            try TextFile.write(lines, to: "\(directory)/\(role.name).jsonl")
        }
        let samples = attempt.measured.samples
        if !samples.isEmpty { try TextFile.write(text(samples), to: "\(directory)/samples.csv") }
    }

    /// The CPU lines of each sample, in ticks, with the thread clocks beside them.
    private static func text(_ samples: [ClockReading]) -> String {
        var text = "time_ns,cpu,user,nice,system,idle,iowait,irq,softirq,steal,guest,guest_nice,"
        text += "capture_ns,kernel_ns\n"
        for sample in samples {
            text += line(sample, "all", sample.cpu.all)
            for (cpu, ticks) in sample.cpu.cpus.sorted(by: { $0.key < $1.key }) {
                text += line(sample, "\(cpu)", ticks)
            }
        }
        return text
    }

    private static func line(_ sample: ClockReading, _ cpu: String, _ ticks: CPUTicks) -> String {
        let numbers = [
            ticks.user, ticks.nice, ticks.system, ticks.idle, ticks.iowait, ticks.irq,
            ticks.softirq, ticks.steal, ticks.guest, ticks.guestNice,
        ]
        let clocks = [sample.captureNanoseconds, sample.kernelNanoseconds]
        let cells =
            ["\(sample.cpu.time)", cpu] + numbers.map { "\($0)" }
            + clocks.map { $0.map { "\($0)" } ?? "" }
        return cells.joined(separator: ",") + "\n"
    }
}
