import FoundationEssentials
import Kernel
import Results
import Testing

/// What “bench report” writes, and what it does where it cannot; needs no privilege.
@Suite struct ReportTests {
    private let bench: Bench
    private let runs: CompareRuns

    init() throws {
        bench = try Bench()
        runs = CompareRuns(bench: bench)
    }

    private func report(_ words: String..., prefix: [String] = []) throws -> Bench.Result {
        try bench.run(["report"] + words, prefix: prefix)
    }

    @Test func `A run becomes one file in this folder, with the verdicts of compare`() throws {
        let run = try runs.write()
        let result = try report(run.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "report.html\n")
        let page = try bench.read("report.html")
        #expect(page.hasPrefix("<!DOCTYPE html>\n"))
        #expect(page.contains("<strong>Fine</strong> worse 0, better 1"))
        #expect(page.contains("gate: V3/recv is at most 0.75: met (0.50"))
        #expect(page.contains("<h4>") == false)
    }

    @Test func `Figures are pictures with the values of their marks`() throws {
        let run = try PlotTests.makeRun(bench)
        let result = try report(run.path)
        #expect(result.status == 0, "\(result.errors)")
        let page = try bench.read("report.html")
        let parts = page.split(separator: "<figcaption>Frame loss by ring size</figcaption>")
        let figure = try #require(parts.last?.split(separator: "</figure>").first)
        #expect(figure.contains("<svg "))
        // Three points in each of two panels.
        let marks = figure.matches(
            of: /<circle class="v" cx="([0-9.]+)" cy="([0-9.]+)" r="8"><title>([^<]*)/)
        #expect(marks.count == 6)
        let texts = ["8", "64", "512"].map { "V2 · ring_frames \($0) · " }
        for text in texts {
            #expect(marks.count { $0.output.3.hasPrefix(text) } == 2, "\(text)")
        }
        // Where gnuplot drew a mark, and farther to the right for a larger ring.
        let drawn = figure.matches(of: /translate\(([0-9.]+),([0-9.]+)\)/).compactMap { place in
            Double(place.output.1).map { ($0 * 10).rounded() / 10 }
        }
        let places = texts.compactMap { text in
            marks.first { $0.output.3.hasPrefix(text) }.flatMap { Double($0.output.1) }
        }
        #expect(places.count == 3 && places == places.sorted())
        #expect(places.allSatisfy(drawn.contains))
    }

    @Test func `Without gnuplot the tables stay, and the figures say why they are missing`() throws
    {
        let run = try PlotTests.makeRun(bench)
        let result = try report(run.path, prefix: ["env", "PATH=/nowhere"])
        #expect(result.status == 0, "\(result.errors)")
        let page = try bench.read("report.html")
        #expect(page.contains("The picture is missing: gnuplot: "))
        #expect(!page.contains("<svg "))
        #expect(page.contains("Frame loss by ring size: loss-by-ring.csv"))
    }

    @Test func `Several runs, each by its path or as the newest of an experiment`() throws {
        let first = try runs.write(run: "1")
        _ = try runs.write(run: "2")
        let result = try report(first.path, bench.folder + "/results/e", "-o", "two.html")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "two.html\n")
        #expect(result.errors.contains("the newest of 2 runs was taken"))
        let page = try bench.read("two.html")
        #expect(page.contains("<h1>Report of 2 runs</h1>"))
        #expect(page.contains("20260101T000000Z-000000"))
        #expect(page.contains("20260102T000000Z-000000"))
    }

    @Test func `A run whose trials are all invalid is reported as such`() throws {
        let run = try runs.write(row: { row in
            row.outcome = .invalid
            row.invalidReason = .steal
        })
        let result = try report(run.path)
        #expect(result.status == 0, "\(result.errors)")
        let page = try bench.read("report.html")
        #expect(page.contains("has no valid trial."))
        #expect(page.contains("No valid trial: recv"))
    }

    @Test func `What is no result is refused, and nothing is written`() throws {
        let missing = try report("results/none")
        #expect(missing.status == 64)
        #expect(missing.errors == "bench: results/none: there is no such results directory\n")
        let run = try runs.write()
        let text = try bench.text(run.trialsPath)
        try TextFile.write(text.replacingFirst(",valid,", with: ",splendid,"), to: run.trialsPath)
        let broken = try report(run.path)
        #expect(broken.status == 64)
        #expect(broken.errors.contains("trials.csv:2"))
        let none = try report()
        #expect(none.status == 64)
        #expect(!FileManager.default.fileExists(atPath: bench.folder + "/report.html"))
    }

    @Test func `A file that cannot be written is one line, and what was there stays`() throws {
        let run = try runs.write()
        let nowhere = try report(run.path, "-o", "nowhere/report.html")
        #expect(nowhere.status == 1)
        #expect(
            nowhere.errors
                == "bench: nowhere/report.html: cannot be written: No such file or directory\n")
        #expect(nowhere.output == "")
        try Directory.make(bench.folder + "/full")
        let folder = try report(run.path, "-o", "full")
        #expect(folder.status == 1)
        #expect(folder.errors.contains("full: cannot be written: Is a directory"))
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
        #expect(!names.contains { $0.hasSuffix(".new") }, "\(names)")
    }

    @Test(.enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
    func `On a full disk what was there stays, and nothing else`() throws {
        let run = try runs.write()
        try bench.write(
            """
            mkdir full && mount -t tmpfs -o size=16k none full && echo before > full/r.html
            "$@" report \(run.path) -o full/r.html
            echo $?; cat full/r.html; ls full
            """, to: "full.sh")
        let result = try bench.run([], prefix: ["unshare", "--mount", "sh", "full.sh"])
        #expect(result.output == "1\nbefore\nr.html\n")
        #expect(
            result.errors == "bench: full/r.html: cannot be written: No space left on device\n")
    }

    @Test func `A page to standard output stands alone there`() throws {
        let run = try runs.write()
        let result = try report(run.path, "-o", "/dev/stdout")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("<!DOCTYPE html>"))
        #expect(result.output.hasSuffix("</html>\n"))
    }

    @Test func `A thousand trials are less than 5 MB`() throws {
        let run = try runs.write(
            blocks: 500,
            row: { row in
                // As much in every row as real ones have.
                row.ringFrames = 1 << (row.block % 12)
                row.point += "\(row.ringFrames ?? 0)"
                row.message = "a message as long as they are, with a name of a task in it"
                row.flags = [.coarse, .ksoftirqd]
                row.ledger = Ledger(
                    offered: 3_078_800, unique: 3_000_000 - row.block,
                    dropsSocket: 78_800 + row.block)
                row.granted = String(repeating: "ring 4096 slots of 2048 bytes; ", count: 16)
            })
        let result = try report(run.path)
        #expect(result.status == 0, "\(result.errors)")
        let page = try bench.read("report.html")
        #expect(page.utf8.count < 5_000_000)
        #expect(page.contains("download=\"e-20260101T000000Z-000000-trials.csv\""))
        #expect(page.contains("<th scope=\"row\">1000</th>"))
        #expect(page.contains("<svg "))
    }

    @Test func `A copy of the program elsewhere has the templates in it`() throws {
        let run = try runs.write()
        let copy = bench.folder + "/copy-of-bench"
        try Command.run(["cp", Bench.path, copy])
        let result = try bench.run(["report", run.path], executable: copy)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try bench.read("report.html").contains("<h1>Report: e</h1>"))
    }

    @Test(.enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
    func `Under sudo the file is the user's, and goes nowhere the user may not write`() throws {
        let sudo = ["env", "SUDO_UID=\(Bench.userID)", "SUDO_GID=\(Bench.userID)"]
        let run = try runs.write()
        try Directory.make(bench.folder + "/roots")
        try Directory.make(bench.folder + "/users")
        let owner = "\(Bench.userID):\(Bench.userID)"
        try Command.run(["chown", owner, bench.folder + "/users"])
        let good = try report(run.path, "-o", "users/r.html", prefix: sudo)
        #expect(good.status == 0, "\(good.errors)")
        #expect(Directory.owner(of: bench.folder + "/users/r.html") == UInt32(Bench.userID))
        let bad = try report(run.path, "-o", "roots/r.html", prefix: sudo)
        #expect(bad.status == 1)
        #expect(
            bad.errors == "bench: roots/r.html: cannot be written: Permission denied\n")
    }
}
