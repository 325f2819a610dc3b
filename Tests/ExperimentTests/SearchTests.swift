import Experiment
import Frames
import Searching
import Testing

@Suite struct SearchTests {
    private static func decode(_ search: String) throws -> Experiment {
        try Stub.decode(Stub.least + search)
    }

    @Test func withoutATableTheSearchIsForNoLossAndHalfAPercent() throws {
        let experiment = try Stub.decode(Stub.least)
        #expect(experiment.search == nil)
        #expect(experiment.searched == nil)
        let plan = try #require(try experiment.searching().searched)
        #expect(plan.goals == [.noDropRate, .partialDropRate])
        #expect(plan.procedure == .mlr)
        #expect(plan.countedLoss == .total)
    }

    @Test func everyKeyIsRead() throws {
        let plan = try #require(
            try Self.decode(
                """
                [search]
                procedure = "mlr"
                goals = ["0 %", "1%"]
                loss = "socket"
                width = "5%"
                exceed_ratio = "25%"
                initial_trial = "200ms"
                final_trial = "1s"
                duration_sum = "4s"
                min_rate = "5kpps"
                max_rate = "1Mpps"

                """
            ).search)
        #expect(
            plan.goals
                == [0, 0.01].map {
                    SearchGoal(
                        lossRatio: $0, finalSeconds: 1, sumSeconds: 4, exceedRatio: 0.25,
                        width: 0.05,
                        initialSeconds: 0.2)
                })
        #expect(plan.countedLoss == .socket)
        #expect(plan.minimum == .frameRate(5000))
        #expect(plan.maximum == .frameRate(1_000_000))
        let bursts = try #require(
            try Self.decode(
                """
                [search]
                procedure = "back-to-back"
                longest_burst = 1000
                burst_every = "100ms"
                repeats = 5

                """
            ).search)
        #expect(bursts.longestBurst == 1000)
        #expect(bursts.burstEvery == 100_000_000)
        #expect(bursts.repeats == 5)
    }

    @Test func oneGoalNeedsNoListAndDurationsFollowTheFinalOne() throws {
        let plan = try #require(
            try Self.decode("[search]\ngoals = \"0.1%\"\nfinal_trial = \"300ms\"\n").search)
        #expect(plan.lossRatios == [0.001])
        #expect(plan.initialTrial == 300_000_000)
        #expect(plan.durationSum == 1_500_000_000)
    }

    @Test(arguments: [
        (
            "width = \"100%\"",
            "x.toml:6: search.width: is not a share above 0% and below 100%"
        ),
        (
            "final_trial = \"2s\"\nduration_sum = \"1s\"",
            "x.toml:7: search.duration_sum: is shorter than one final trial, so that no trial could"
                + " count in full"
        ),
        (
            "final_trial = \"1s\"\ninitial_trial = \"2s\"",
            "x.toml:7: search.initial_trial: is longer than the final trial: the first trials only"
                + " look for the range"
        ),
        (
            "min_rate = \"2Mpps\"\nmax_rate = \"1Mpps\"",
            "x.toml:6: search.min_rate: 2000000 pps is not below max_rate (1000000 pps): nothing is"
                + " left to search"
        ),
        ("max_rate = \"max\"", "x.toml:6: search.max_rate: must be a rate, in pps or bit/s"),
        (
            "procedure = \"staircase\"\ngoals = [\"0%\", \"0.5%\"]",
            "x.toml:7: search.goals: procedure “staircase” looks for loads without loss: only 0% is"
                + " possible"
        ),
        (
            "procedure = \"staircase\"\nwidth = \"1%\"",
            "x.toml:7: search.width: has no meaning with procedure “staircase”"
        ),
        (
            "repeats = 5", "x.toml:6: search.repeats: has no meaning with procedure “mlr”"
        ),
        (
            "procedure = \"back-to-back\"\nburst_every = \"1500ms\"",
            "x.toml:7: search.burst_every: a trial must hold two bursts: at most half of final_trial"
        ),
        (
            "goals = [\"0%\", \"0%\"]", "x.toml:6: search.goals[1]: “0%” is listed twice"
        ),
        (
            "goals = \"100%\"",
            "x.toml:6: search.goals: “100%” is not a percentage from 0% to below 100%, such as “0%”"
                + " or “0.5%”"
        ),
        (
            "procedure = \"binary\"",
            "x.toml:6: search.procedure: there is no procedure “binary” (allowed: mlr, staircase,"
                + " back-to-back)"
        ),
    ])
    func whatContradictsItselfIsRefused(_ lines: String, _ said: String) {
        #expect(Stub.errors(Stub.least + "[search]\n" + lines + "\n") == said)
    }

    @Test func theRateIsNoAxisOfASearch() throws {
        for (rate, words) in [
            ("[\"1kpps\", \"2kpps\"]", "cannot be an axis"), ("\"max\"", "“max” is none"),
            ("\"8 frames every 1ms\"", "bursts are none"),
        ] {
            let text = Stub.least.replacing("\"1000 pps\"", with: rate)
            let experiment = try Stub.decode(text)
            let error = #expect(throws: PlanError.self) { try experiment.searching() }
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }

    @Test func whatIsSearchedAndHowTellsPointsApart() throws {
        func id(_ search: String, quick: Bool = false) throws -> String {
            let experiment = try Self.decode(search)
            let point = (quick ? experiment.quick() : experiment)
            return try #require(try point.searching().points().first).id
        }
        let ids = [
            try id(""), try id("[search]\nwidth = \"3%\"\n"),
            try id("[search]\nloss = \"socket\"\n"), try id("[search]\ngoals = \"0%\"\n"),
            try id("[search]\nfinal_trial = \"3s\"\n"), try id("[search]\nmin_rate = \"2kpps\"\n"),
            try id("[search]\nmax_rate = \"9Mpps\"\n"),
            try id("[search]\nprocedure = \"staircase\"\n"),
            try id("[search]\nprocedure = \"back-to-back\"\n"), try id("", quick: true),
        ]
        #expect(Set(ids).count == ids.count)
        // What a table only repeats is no difference, and a sweep does not look at it.
        #expect(try id("[search]\nwidth = \"2%\"\n") == ids[0])
        let sweep = try Stub.decode(Stub.least).points().map(\.id)
        #expect(try Self.decode("[search]\nwidth = \"3%\"\n").points().map(\.id) == sweep)
        #expect(!ids.contains(sweep[0]))
    }

    @Test func aTrialOfASearchHasTheIdThatASweepWouldGiveIt() throws {
        let experiment = try Self.decode("[search]\nfinal_trial = \"1s\"\n").searching()
        let plan = try #require(experiment.searched)
        let point = try #require(experiment.points().first)
        let trial = point.trying(SearchRequest(load: 4321, seconds: 2), plan)
        #expect(trial.traffic.load.load == .frameRate(4321))
        let swept = try Stub.decode(
            "[experiment]\nduration = \"2s\"\ninterval = \"500ms\"\n"
                + Stub.least.replacing("1000 pps", with: "4321 pps"))
        #expect(trial.id == swept.points().first?.id)
        #expect(trial.label == point.label)
    }

    @Test func loadsKeepTheSpacingOfTheFile() throws {
        let text = Stub.least.replacing("1000 pps", with: "1 Mbit/s")
            .replacing("[[series]]", with: "frame_size = 105\n[[series]]")
        let experiment = try Stub.decode(text).searching()
        let plan = try #require(experiment.searched)
        let point = try #require(experiment.points().first)
        let trial = point.trying(SearchRequest(load: 2000, seconds: 2), plan)
        #expect(trial.traffic.load.load == .wireBitRate(2_000_000))
    }

    @Test func burstsAreSentSeveralTimesInATrial() throws {
        let experiment = try Self.decode("[search]\nprocedure = \"back-to-back\"\n").searching()
        let plan = try #require(experiment.searched)
        let point = try #require(experiment.points().first)
        let trial = point.trying(SearchRequest(load: 64, seconds: 2), plan)
        #expect(trial.traffic.load.load == .burst(frames: 64, every: 200_000_000))
    }

    @Test func quickIsATenthThoughNotBelowWhatAPauseSpoils() throws {
        let plan = try #require(try Stub.decode(Stub.least).quick().searching().searched)
        #expect(plan.finalTrial == 500_000_000)
        #expect(plan.initialTrial == 500_000_000)
        #expect(plan.durationSum == 1_500_000_000)
    }
}
