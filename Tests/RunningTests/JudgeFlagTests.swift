import Experiment
import Results
import Testbed
import Testing
import Traffic

@testable import Running

/// A measurement that is valid, but has something to tell.
struct Peculiarity: Sendable, CustomTestStringConvertible {
    let flag: TrialFlag
    let apply: @Sendable (inout Measurement) throws -> Void

    init(_ flag: TrialFlag, _ apply: @escaping @Sendable (inout Measurement) throws -> Void) {
        self.flag = flag
        self.apply = apply
    }

    var testDescription: String { flag.rawValue }

    static let all: [Peculiarity] = [
        Peculiarity(.generatorGap) { $0.traffic?.longestGapNanoseconds = 10_000_001 },
        // The baseline in the test is 0 %, the other time of the measurement 10 %.
        Peculiarity(.unattributedCPU) { measured in
            for index in measured.samples.indices {
                measured.samples[index].captureNanoseconds = 0
            }
        },
        Peculiarity(.kthreadMigrated) {
            $0.napiThreadIsPinned = false
            $0.placementChecks = 100
            $0.placementMisses = 6
        },
        Peculiarity(.receiveElsewhere) { measured in
            measured = try MeasuredTrial.make(.vethSoftirq)
            measured.after?.softnet = try MeasuredTrial.softnet(
                dropped: 3, squeezes: 4, processed: [10_001, 189_999])
        },
        Peculiarity(.noSoftirqClock) { measured in
            measured = try MeasuredTrial.make(.vethSoftirq)
            measured.before?.sample.softirqs = nil
        },
        Peculiarity(.sharedCPU) { $0.placement = Placement(generator: 1, capture: 1) },
        Peculiarity(.coarse) { measured in
            let schedule = try #require(
                IntervalSchedule(
                    durationNanoseconds: 2_000_000_000, intervalNanoseconds: 999_999_999,
                    crop: .middle(1)))
            measured.schedule = schedule
            measured.samples = try schedule.samples.map {
                try MeasuredTrial.sample(at: $0, .vethNAPI)
            }
        },
        Peculiarity(.ksoftirqd) { $0.after?.ksoftirqd = 300_000_000 },
        Peculiarity(.timeSqueeze) {
            $0.after?.softnet = try MeasuredTrial.softnet(dropped: 3, squeezes: 5)
        },
        Peculiarity(.unstamped) {
            $0.isStamped = false
            for name in ["unique", "duplicates", "reordered", "corrupt", "stray", "truncated"] {
                $0.captureEnd[name] = nil
            }
        },
        Peculiarity(.claimDiffers) { $0.traffic?.claimed = MeasuredTrial.frames + 2 },
    ]
}

/// What only a capture program of others may leave unsaid; never alone: see ``JudgeToolTests``.
private let accompanied: [TrialFlag] = [.uncounted, .kernelCounted, .slowEnd, .exitStatus]

@Suite struct JudgeFlagTests {
    @Test(arguments: Peculiarity.all)
    func `A peculiarity is flagged and leaves the trial valid`(_ one: Peculiarity) throws {
        var measured = try MeasuredTrial.make()
        try one.apply(&measured)
        let row = MeasuredTrial.judge(measured, baselineOther: 0)
        #expect(row.flags == [one.flag])
        #expect(row.outcome == .valid, "\(row.message ?? "")")
    }

    @Test func `Every flag has its case here`() {
        #expect(Peculiarity.all.map(\.flag) + accompanied == TrialFlag.allCases)
    }

    @Test func `Without a baseline no CPU time is called unattributed`() throws {
        var measured = try MeasuredTrial.make()
        for index in measured.samples.indices { measured.samples[index].captureNanoseconds = 0 }
        #expect(MeasuredTrial.judge(measured).flags == [])
        #expect(MeasuredTrial.judge(measured, baselineOther: 11).flags == [])
    }

    @Test func `Counts exactly at a limit raise no flag`() throws {
        var measured = try MeasuredTrial.make()
        measured.traffic?.longestGapNanoseconds = 10_000_000
        measured.napiThreadIsPinned = false
        measured.placementChecks = 100
        measured.placementMisses = 5
        let row = MeasuredTrial.judge(measured)
        #expect(row.flags == [])
        #expect(row.cpuBusyPercent != nil)
    }

    @Test(arguments: [(100, 6), (0, 0)])
    func `Busy is empty when the NAPI thread moved or was never looked at`(
        checks: Int, misses: Int
    ) throws {
        var measured = try MeasuredTrial.make()
        measured.napiThreadIsPinned = false
        measured.placementChecks = checks
        measured.placementMisses = misses
        let row = MeasuredTrial.judge(measured)
        #expect(row.cpuBusyPercent == nil && row.cpuOtherPercent == nil)
        #expect(row.cpuKernelNs != nil && row.cpuSarPercent != nil)
    }
}
