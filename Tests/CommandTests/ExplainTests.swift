import Foundation
import Kernel
import Results
import Testing

/// What “bench explain” says of a run; needs no privilege.
@Suite struct ExplainTests {
    @Test func `A run is explained by its worst points, and one point in full`() throws {
        let bench = try Bench()
        let run = try PlotTests.makeRun(bench).path
        let brief = try bench.run(["explain", run])
        #expect(brief.status == 0, "\(brief.errors)")
        #expect(brief.output.contains("V2, 8 slots [h8]\n  6.4 % lost; trial 1.\n"))
        #expect(brief.output.contains("1 more point is not shown."))
        let full = try bench.run(["explain", run, "V2, 64 slots"])
        #expect(full.status == 0, "\(full.errors)")
        for words in ["Where the frames went", "no rule fits", "other ring sizes:", "512 slots"] {
            #expect(full.output.contains(words), "\(words): \(full.output)")
        }
    }

    @Test func `JSON has the points asked for`() throws {
        let bench = try Bench()
        let run = try PlotTests.makeRun(bench).path
        let result = try bench.run(["explain", run, "ring_frames=64", "--json"])
        let told = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(told["version"] as? Int == 1)
        let points = try #require(told["points"] as? [[String: Any]])
        #expect(points.map { $0["point"] as? String } == ["h64"])
        #expect(points[0]["loss_percent"] as? Double == 0.8)
    }

    @Test(arguments: [
        (["nothing"], "has no point “nothing” (allowed: the beginning of an id, a label, a series"),
        (["ring_frames=7"], "has no point “ring_frames=7”"),
    ])
    func `What there is not is a usage error that says what there is`(
        words: [String], complaint: String
    ) throws {
        let bench = try Bench()
        let run = try PlotTests.makeRun(bench).path
        let result = try bench.run(["explain", run] + words)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.contains(complaint), "\(result.errors)")
        let small = try #require(result.errors.firstRange(of: "h64  V2, 64 slots"))
        let large = try #require(result.errors.firstRange(of: "h512  V2, 512 slots"))
        #expect(small.lowerBound < large.lowerBound)
    }

    @Test func `A directory without results is a usage error`() throws {
        let result = try Bench().run(["explain", "/nonexistent"])
        #expect(result.status == 64)
        #expect(result.errors == "bench: /nonexistent: there is no such results directory\n")
    }
}
