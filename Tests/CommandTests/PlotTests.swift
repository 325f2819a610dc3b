import FoundationEssentials
import Kernel
import Results
import Testing

/// What “bench plot” makes of results in every state of repair; needs no privilege.
@Suite struct PlotTests {
    /// A run of two points, as a sweep would have written it.
    static func makeRun(_ bench: Bench) throws -> RunDirectory {
        var manifest = Manifest(
            runID: "20260101T000000Z-000000", experiment: "e", seed: 1, experimentHash: "x",
            commandLine: ["bench"], benchVersion: "0", quick: false,
            startedAt: "2026-01-01T00:00:00Z", kernel: "6.1")
        manifest.facts = ["figures": "loss-by-ring"]
        let directory = try RunDirectory.create(
            under: bench.folder + "/results", manifest: manifest, experiment: "")
        let table = TrialTable(settingNames: [])
        let file = try AppendedFile(path: directory.trialsPath, header: table.header)
        for (index, frames) in [8, 64, 512].enumerated() {
            var row = TrialRecord()
            row.trial = index + 1
            row.block = 1
            row.point = "h\(frames)"
            row.role = "V2"
            row.startedAt = "2026-01-01T00:00:00Z"
            row.outcome = .valid
            row.backend = "tpacket-v2"
            row.topology = "veth-napi"
            row.engine = "sendmmsg"
            row.sizes = "64"
            row.frameSize = 64
            row.rate = "1000 pps"
            row.ringFrames = frames
            row.ringBytes = frames * 4096
            row.offeredFrames = 1000
            row.uniqueFrames = 1000 - 512 / frames
            row.lossPercent = Double(512 / frames) / 10
            try file.append(table.row(row))
        }
        return directory
    }

    @Test func `A run is drawn from its files alone`() throws {
        let bench = try Bench()
        let directory = try Self.makeRun(bench)
        let result = try bench.run(["plot", directory.path])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("plots/e/20260101T000000Z-000000/loss-by-ring.gp\n"))
        for line in result.output.split(separator: "\n") {
            #expect(FileManager.default.fileExists(atPath: bench.folder + "/" + line), "\(line)")
        }
    }

    @Test func `Without their order in the manifest, words stand as in the experiment file`()
        throws
    {
        let bench = try Bench()
        let directory = try Self.makeRun(bench)
        let table = TrialTable(settingNames: ["touch"])
        var rows = table.header
        for (index, touch) in ["copy", "count", "header"].enumerated() {
            var row = TrialRecord()
            (row.trial, row.block, row.point, row.role) = (index + 1, 1, "h\(index)", "recv")
            (row.startedAt, row.outcome, row.backend) = ("2026-01-01T00:00:00Z", .valid, "recv")
            (row.rate, row.lossPercent) = ("1000 pps", 1)
            row.settings["touch"] = touch
            rows += table.row(row)
        }
        try TextFile.write(String(decoding: rows, as: UTF8.self), to: directory.trialsPath)
        let manifest = try bench.text(directory.manifestPath)
        #expect(!manifest.contains("\"values\""))
        try TextFile.write(
            manifest.replacing(
                "\"schema\" : 1",
                with: """
                    "plots" : [{"y" : ["loss_percent"], "x" : "touch"}], "schema" : 1
                    """),
            to: directory.manifestPath)
        try TextFile.write(
            """
            [experiment]
            name = "e"
            [traffic]
            rate = "1000 pps"
            frame_size = 64
            [[series]]
            backend = "recv"
            touch = ["header", "copy", "count"]

            """, to: directory.experimentPath)
        let result = try bench.run(["plot", directory.path])
        #expect(result.status == 0, "\(result.errors)")
        let script = try bench.text(
            bench.folder + "/plots/e/20260101T000000Z-000000/loss_percent-by-touch.gp")
        #expect(script.contains("set xtics ('header' 0, 'copy' 1, 'count' 2)"))
    }

    @Test func `A figure without the rows that it needs is told of, and leaves nothing`() throws {
        let bench = try Bench()
        let directory = try Self.makeRun(bench)
        let result = try bench.run(["plot", directory.path, "--figure", "generator-ceiling"])
        #expect(result.status == 3 && result.output.isEmpty)
        #expect(
            result.errors.hasSuffix(
                "bench: nothing could be drawn: the run lacks what every figure needs\n"),
            "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: bench.folder + "/plots/e"))
    }

    @Test func `A half last row is told of, and the others are drawn`() throws {
        let bench = try Bench()
        let directory = try Self.makeRun(bench)
        let text = try bench.text(directory.trialsPath)
        try TextFile.write(String(text.dropLast(20)), to: directory.trialsPath)
        let result = try bench.run(["plot", directory.path])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("trials.csv"), "\(result.errors)")
        #expect(result.output.contains("loss-by-ring.gp"))
    }

    @Test(arguments: [
        ("trials.csv", "loss_percent", "lost_percent", "loss_percent"),
        ("trials.csv", ",valid,", ",splendid,", "trials.csv:2"),
        ("manifest.json", "\"schema\" : 1", "\"schema\" : 99", "schema 99"),
        ("manifest.json", "\"schema\"", "\"scheme\"", "schema"),
        ("manifest.json", "{", "[", "manifest.json"),
    ])
    func `Files that cannot be read are refused with what is wrong in them`(
        file: String, old: String, new: String, says: String
    ) throws {
        let bench = try Bench()
        let directory = try Self.makeRun(bench)
        let path = directory.path + "/" + file
        try TextFile.write(
            try bench.text(path).replacingFirst(old, with: new), to: path)
        let result = try bench.run(["plot", directory.path])
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains(says), "\(result.errors)")
        #expect(result.output == "")
    }

    @Test func `A figure that does not exist is refused with those that do`() throws {
        let bench = try Bench()
        let directory = try Self.makeRun(bench)
        let result = try bench.run(["plot", directory.path, "--figure", "pie"])
        #expect(result.status == 64)
        #expect(result.errors.contains("pie") && result.errors.contains("loss-by-ring"))
    }

    @Test func `Without gnuplot the scripts are written, and that is said`() throws {
        let bench = try Bench()
        let directory = try Self.makeRun(bench)
        let result = try bench.run(["plot", directory.path], prefix: ["env", "PATH=/nowhere"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.errors.contains(
                "loss-by-ring.gp was written but not drawn: there is no program “gnuplot”\n"))
        #expect(!result.output.contains(".svg"))
    }
}

extension String {
    func replacingFirst(_ old: String, with new: String) -> String {
        replacing(old, with: new, maxReplacements: 1)
    }
}
