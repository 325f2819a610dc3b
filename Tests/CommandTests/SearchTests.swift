import FoundationEssentials
import Kernel
import Results
import Testing

extension SweepTests {
    /// A consumer whose capacity its work bounds: 40 us a frame are 25,000 frames a second at most.
    private static func working(
        rate: String, more: String = "", search: String = "", size: String = "64"
    ) -> String {
        experiment(
            more, rate: rate, size: size, duration: "300ms",
            series: ["backend = \"recv\"\nwork = \"40us\"\nreceive_buffer = \"64KiB\""]
        ) + search
    }

    private static let goal = """
        [search]
        goals = "1%"
        width = "15%"
        initial_trial = "300ms"
        final_trial = "300ms"
        duration_sum = "600ms"

        """

    @Test
    func `A search that was interrupted goes on, and trials below and above its bounds agree`()
        throws
    {
        let (lower, upper) = try Disturbance.outlast { try interruptedSearch(&$0) }
        try agree(below: lower * 0.85, above: upper * 1.25)
    }

    /// The bounds that a search found after it was interrupted; nil: it did not come to its end.
    private func interruptedSearch(
        _ records: inout [TrialRecord]
    ) throws -> (lower: Double, upper: Double)? {
        let bench = try Bench()
        try bench.write(Self.working(rate: "12kpps", search: Self.goal), to: "e.toml")
        let interrupted = try bench.start(["search", "e.toml", "--wait", "0s"])
        try bench.awaitRecords(3, of: interrupted)
        interrupted.child.kill(2)
        #expect(try interrupted.wait(seconds: 20).status == 130)
        let directory = try #require(bench.runDirectory)
        let before = try bench.records()
        #expect(try directory.capacities().records.isEmpty)

        let result = try bench.run(
            ["search", "e.toml", "--wait", "0s", "--resume", directory.path], seconds: 240)
        records = try bench.records()
        #expect(Array(records.prefix(before.count)) == before)
        #expect(Set(records.map { [$0.trial, $0.attempt] }).count == records.count)
        let found = try #require(try directory.capacities().records.first, "\(result.errors)")
        #expect(records.allSatisfy { $0.search == found.point })
        #expect(found.trials == records.count { $0.outcome == .valid })
        #expect(found.goal == "1 %")
        // A machine with other work on it may let no search come to its end.
        guard found.end == .width, let lower = found.lowerPps, let upper = found.upperPps else {
            #expect([3, 0].contains(result.status), "\(result.errors)")
            return nil
        }
        // Without a valid trial far below the bounds the floor is missing, and so part of the search.
        #expect(
            result.status == 0 || result.status == 3 && found.floorLossPercent == nil,
            "\(result.errors)")
        #expect(lower < 26_000 && upper <= lower * 1.18)
        #expect(
            result.output.contains("The highest load with at most 1 % loss, in frames/s: recv "))
        bench.expectNothingLeft()
        return (lower, upper)
    }

    /// Fixed loads: within the goal below the lower bound, and beyond it above the upper one.
    ///
    /// A machine that stands still for 10 ms loses 1 % of such a trial.
    private func agree(below: Double, above: Double) throws {
        let rates = [below, above].map { "\(Int($0)) pps" }
        let text = Self.working(rate: rates[0], more: "repetitions = 3")
            .replacing("\"\(rates[0])\"", with: "[\"\(rates[0])\", \"\(rates[1])\"]")
        try Disturbance.outlast { rows -> Void? in
            let bench = try Bench()
            try bench.write(text, to: "e.toml")
            _ = try bench.sweep().wait()
            let measured = try bench.records()
            guard let low = medianLoss(of: measured, at: rates[0]),
                let high = medianLoss(of: measured, at: rates[1])
            else {
                // Only a missing median is excused by a disturbance.
                rows = measured
                return nil
            }
            return low <= 1 && high > 1 ? () : nil
        }
    }

    private func medianLoss(of rows: [TrialRecord], at rate: String) -> Double? {
        let losses = rows.filter { $0.outcome == .valid && $0.rate == rate }
            .compactMap(\.lossPercent).sorted()
        return losses.isEmpty ? nil : losses[losses.count / 2]
    }

    /// A quarter of the frames never reaches the socket, so by the whole loss no load meets the goal.
    @Test func `A search by the loss of the socket passes over other losses, as does its floor`()
        throws
    {
        let filtered = "backend = \"recv\"\nfilter = \"ether[29] & 3 != 0\""
        let text = Self.working(rate: "12kpps", search: Self.goal + "loss = \"socket\"\n")
            .replacing("backend = \"recv\"", with: filtered)
        let (found, lower, result) = try Disturbance.outlast {
            (rows) -> (CapacityRecord, Double, Bench.Result)? in
            let bench = try Bench()
            try bench.write(text, to: "e.toml")
            let result = try bench.run(["search", "e.toml", "--wait", "0s"], seconds: 240)
            rows = try bench.records()
            let valid = rows.filter { $0.outcome == .valid }
            #expect(valid.allSatisfy { $0.lossPercent ?? 0 > 20 })
            let found = try #require(
                try bench.runDirectory?.capacities().records.first, "\(result.errors)")
            #expect(found.countedLoss == "socket")
            // A machine with other work on it may let no search come to its end.
            guard found.end == .width, let lower = found.lowerPps else {
                #expect([3, 0].contains(result.status), "\(result.errors)")
                return nil
            }
            return (found, lower, result)
        }
        // Three of four frames are worked on, for 40 us each.
        #expect(lower > 1000 && lower < 35_000)
        #expect(result.output.contains("with at most 1 % loss in the socket, in frames/s: recv "))
        if let floor = found.floorLossPercent {
            #expect(floor < 20)
            #expect(result.output.contains("floor %"))
        }
    }

    @Test func `What is searched is told apart from a sweep, and refused where it cannot be`()
        throws
    {
        let bench = try Bench()
        try bench.write(Self.working(rate: "6kpps"), to: "e.toml")
        try bench.write(
            Self.working(rate: "6kpps").replacing("\"6kpps\"", with: "[\"6kpps\", \"9kpps\"]"),
            to: "swept.toml")
        try bench.write(
            Self.working(rate: "6kpps", search: "[search]\nwidth = \"200%\"\n"), to: "wrong.toml")
        let swept = try bench.run(["search", "swept.toml", "--wait", "0s"])
        #expect(swept.status == 64)
        #expect(swept.errors.contains("traffic.rate: a search looks for the rate itself"))
        let wrong = try bench.run(["search", "wrong.toml", "--wait", "0s"])
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("search.width: “200%” is not a percentage"))
        _ = try bench.sweep().wait()
        let directory = try #require(bench.runDirectory)
        let resumed = try bench.run(
            ["search", "e.toml", "--wait", "0s", "--resume", directory.path])
        #expect(resumed.status == 64)
        #expect(resumed.errors.contains("was made from another experiment file"))
    }

    @Test func `A staircase goes down from the file's rate until nothing is lost twice`() throws {
        let search = "[search]\nprocedure = \"staircase\"\nfinal_trial = \"200ms\"\n"
        let text = Self.working(rate: "2kpps", search: search)
            .replacing("work = \"40us\"\n", with: "")
        let rates = try Disturbance.outlast { rows in
            let bench = try Bench()
            try bench.write(text, to: "e.toml")
            let result = try bench.run(
                ["search", "e.toml", "--wait", "0s", "--json"], seconds: 240)
            #expect(JSON.isWhole(result.output), "\(result.output)")
            let found = try #require(
                try bench.runDirectory?.capacities().records.first, "\(result.errors)")
            #expect(found.procedure == "staircase")
            rows = try bench.records()
            let rates = rows.filter { $0.outcome == .valid }.compactMap(\.rate)
            return rates.isEmpty ? nil : rates
        }
        #expect(rates[0] == "2000 pps")
        #expect(rates.count < 2 || rates[1] == "1800 pps")
    }
}
