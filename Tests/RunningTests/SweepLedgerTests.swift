import Experiment
import Results
import Testing

@testable import Running

/// What is settled of a plan, new and resumed.
@Suite struct SweepLedgerTests {
    /// Two traffics; recv and null at each; two blocks.
    private static func plan() throws -> Plan {
        try Laboratory.experiment(
            "repetitions = 2", size: "[64, 1518]",
            series: ["backend = \"recv\"", "backend = \"null\""]
        ).plan(seed: 1)
    }

    private static func trials(_ plan: Plan, _ backend: String) -> [PlannedTrial] {
        plan.trials.filter { $0.point.backend == backend }
    }

    @Test func `At first everything is to be done and counts as missing, baselines apart`() throws {
        let plan = try Self.plan()
        let ledger = SweepLedger(plan, [])
        #expect(plan.trials.allSatisfy { !ledger.isSettled($0) && ledger.nextAttempt(of: $0) == 1 })
        #expect(ledger.missing == 8 && ledger.unbegun == 8)
        #expect(ledger.beyondEngine == 0)
    }

    @Test(arguments: [
        (Outcome.valid, InvalidReason?.none, true), (.invalid, .foreignLoad, false),
        (.invalid, .load, false), (.invalid, .interface, false), (.invalid, .capturerDied, false),
        (.invalid, .ledger, false), (.invalid, .engineLimit, true), (.skipped, .engineLimit, true),
    ])
    func `Resuming leaves alone what is valid or beyond the engine, and tries the rest again`(
        outcome: Outcome, reason: InvalidReason?, isSettled: Bool
    ) throws {
        let plan = try Self.plan()
        let trial = try #require(Self.trials(plan, "recv").first)
        let ledger = SweepLedger(plan, [Laboratory.row(trial, outcome, reason)])
        #expect(ledger.isSettled(trial) == isSettled)
        #expect(ledger.missing == (isSettled ? 7 : 8))
        #expect(plan.trials.count { ledger.isSettled($0) } == (isSettled ? 1 : 0))
    }

    @Test(arguments: [(6_000.0, true), (15_000, true), (15_001, false), (19_000, false)])
    func `A baseline that came near to the load condemns no trial beside a capturer`(
        offered: Double, isBeyond: Bool
    ) throws {
        let plan = try Self.plan()
        let baseline = try #require(Self.trials(plan, "none").first)
        var row = Laboratory.row(baseline, .invalid, .engineLimit)
        (row.ratePpsOffered, row.ratePpsIntended) = (offered, 20_000)
        let ledger = SweepLedger(plan, [row])
        let trial = try #require(
            Self.trials(plan, "recv").first { $0.point.trafficID == baseline.point.trafficID })
        #expect(ledger.isBeyondEngine(trial) == isBeyond)
    }

    @Test func `A block of a point is settled by itself`() throws {
        let plan = try Self.plan()
        let first = try #require(Self.trials(plan, "recv").first)
        let other = try #require(
            plan.trials.first { $0.point.id == first.point.id && $0.block != first.block })
        let ledger = SweepLedger(plan, [Laboratory.row(first, .valid)])
        #expect(ledger.isSettled(first) && !ledger.isSettled(other))
    }

    @Test func `A baseline is measured once, and known to the trials of its traffic only`() throws {
        let plan = try Self.plan()
        let baseline = try #require(Self.trials(plan, "none").first)
        var row = Laboratory.row(baseline, .baseline)
        row.cpuOtherPercent = 12.5
        let ledger = SweepLedger(plan, [row])
        #expect(ledger.isSettled(baseline))
        #expect(ledger.missing == 8)
        for trial in plan.trials {
            let isSame = trial.point.trafficID == baseline.point.trafficID
            #expect(ledger.baselineOther(of: trial) == (isSame ? 12.5 : nil))
        }
    }

    @Test func `The engine's limit is found once for a traffic, and binds who needs the engine`()
        throws
    {
        let plan = try Self.plan()
        let first = try #require(plan.trials.first)
        var ledger = SweepLedger(plan, [])
        ledger.note(first, Laboratory.row(first, .invalid, .engineLimit))
        for trial in plan.trials {
            let isSame = trial.point.trafficID == first.point.trafficID
            #expect(ledger.isBeyondEngine(trial) == (isSame && trial.point.backend != "null"))
        }
        for trial in Self.trials(plan, "recv") where ledger.isBeyondEngine(trial) {
            ledger.note(trial, Laboratory.row(trial, .skipped, .engineLimit))
        }
        #expect(ledger.beyondEngine == 2)
        #expect(ledger.missing == 6)
    }

    @Test func `Attempts go on counting where an earlier run stopped`() throws {
        let plan = try Self.plan()
        let trial = try #require(Self.trials(plan, "recv").first)
        var ledger = SweepLedger(
            plan,
            [
                Laboratory.row(trial, .invalid, .steal, attempt: 1),
                Laboratory.row(trial, .invalid, .load, attempt: 2),
            ])
        #expect(ledger.nextAttempt(of: trial) == 3)
        ledger.note(trial, Laboratory.row(trial, .invalid, .load, attempt: 3))
        #expect(ledger.nextAttempt(of: trial) == 4)
    }

    @Test func `A point that is valid at last is neither missing nor beyond the engine`() throws {
        let plan = try Self.plan()
        let trial = try #require(Self.trials(plan, "recv").first)
        let ledger = SweepLedger(
            plan,
            [
                Laboratory.row(trial, .invalid, .engineLimit, attempt: 1),
                Laboratory.row(trial, .valid, attempt: 2),
            ])
        #expect(ledger.missing == 7 && ledger.beyondEngine == 0)
    }
}
