import Experiment
import Results
import Searching
import Testing

@testable import Running

@Suite struct SearchOutcomeTests {
    private static func row(
        _ outcome: Outcome, _ reason: InvalidReason? = nil,
        _ change: (inout TrialRecord) -> Void = { _ in }
    ) -> TrialRecord {
        var row = TrialRecord()
        row.outcome = outcome
        row.invalidReason = reason
        row.offeredFrames = 1000
        row.lossPercent = 2.5
        row.dropsSocket = 10
        row.ratePpsOffered = 900
        row.ratePpsIntended = 1000
        change(&row)
        return row
    }

    @Test func `The loss that counts is all of it, or that of the socket`() {
        let row = Self.row(.valid)
        #expect(SearchOutcome(row, counting: .total) == .measured(lossRatio: 0.025))
        #expect(SearchOutcome(row, counting: .socket) == .measured(lossRatio: 0.01))
        let untold = Self.row(.valid) { $0.dropsSocket = nil }
        #expect(SearchOutcome(untold, counting: .socket) == .invalid)
        #expect(SearchOutcome(untold, counting: .total) == .measured(lossRatio: 0.025))
    }

    @Test
    func `A load that was not offered is beyond the engine, and nothing else that is invalid`() {
        let beyond = SearchOutcome.beyondEngine(offered: 900)
        #expect(SearchOutcome(Self.row(.invalid, .engineLimit), counting: .total) == beyond)
        #expect(SearchOutcome(Self.row(.invalid, .load), counting: .total) == beyond)
        let slipped = Self.row(.invalid, .load) { $0.ratePpsOffered = 1001 }
        #expect(SearchOutcome(slipped, counting: .total) == .invalid)
        for reason in InvalidReason.allCases where ![.engineLimit, .load].contains(reason) {
            #expect(SearchOutcome(Self.row(.invalid, reason), counting: .total) == .invalid)
        }
    }

    @Test func `A ledger keeps the rows of each search apart and numbers trials on`() throws {
        let experiment = try Laboratory.experiment(
            "repetitions = 2", series: ["backend = \"recv\"", "backend = \"null\""]
        ).searching()
        let searches = try experiment.plan(seed: 1).trials.filter { !$0.isBaseline }
        #expect(searches.count == 4)
        let rows = searches.enumerated().map { index, search in
            var row = Self.row(.valid)
            row.trial = index + 1
            row.block = search.block
            row.search = search.point.id
            return row
        }
        var ledger = SearchLedger(rows)
        for (search, row) in zip(searches, rows) { #expect(ledger.rows(of: search) == [row]) }
        #expect(ledger.takeTrial() == 5)
        #expect(ledger.takeTrial() == 6)
    }

    @Test func `A row of capacity.csv has the bounds, the bits on the wire, and no load`() throws {
        let experiment = try Laboratory.experiment(rate: "20kpps", size: "64").searching()
        let plan = try #require(experiment.searched)
        let planned = try #require(try experiment.plan(seed: 1).trials.last)
        var search = plan.search(at: planned.point)
        while let request = search.next() {
            search.note(.measured(lossRatio: request.load > 50_000 ? 0.2 : 0))
        }
        var cost = SearchCost()
        cost.add(Self.row(.valid) { $0.durationS = 2 })
        cost.add(Self.row(.invalid, .steal) { $0.durationS = 2 })
        let records = search.results.map {
            CapacityRecord(planned, plan, $0, floor: search.floor, cost)
        }
        #expect(records.map(\.goal) == ["0 %", "0.5 %"])
        let first = try #require(records.first)
        let lower = try #require(first.lowerPps)
        #expect(lower <= 50_000 && lower > 48_900)
        #expect(first.wireBps == lower * 84 * 8)
        #expect(first.point == planned.point.id)
        #expect(first.floorLossPercent == 0)
        #expect((first.trials, first.invalidTrials) == (1, 1))
        #expect(first.trialSeconds == 2)
        #expect(first.values["backend"] == "recv" && first.values["rate"] == nil)
    }
}
