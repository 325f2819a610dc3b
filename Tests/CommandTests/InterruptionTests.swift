import FoundationEssentials
import Kernel
import Results
import Testing

extension SweepTests {
    /// Waits until a trial is under way and says which kernel threads there are by then.
    private static func underWay(_ bench: Bench) throws -> Set<Int32> {
        let before = Bench.napiThreads
        _ = try bench.process(with: ["generate", "--json"])
        return Bench.napiThreads.subtracting(before)
    }

    @Test(arguments: [(2, 130), (15, 143), (1, 129)])
    func `A signal ends a sweep cleanly: rows, summary and plots of what there is`(
        signal: Int32, status: Int
    ) throws {
        let bench = try Bench()
        try bench.write(Self.five, to: "e.toml")
        let sweep = try bench.sweep("e.toml", ["--repetitions", "20"])
        try bench.awaitRecords(3, of: sweep)
        let threads = try Self.underWay(bench)
        sweep.child.kill(signal)
        let result = try sweep.wait(seconds: 20)
        #expect(result.status == status, "\(result.errors)")
        let records = try bench.records()
        let count = records.count
        #expect(count >= 3 && count < 100)
        let path = try #require(bench.runDirectory).path.dropFirst(bench.folder.count + 1)
        #expect(
            result.output.contains("\n  bench sweep e.toml --repetitions 20 --resume \(path)\n"))
        // Only valid rows are drawn, and a loaded machine may have let none be.
        let isDrawn = result.output.contains("ledger.svg")
        #expect(isDrawn == records.contains { $0.outcome == .valid }, "\(result.errors)")
        // What was interrupted has no row, and no raw files that look like one.
        let raw = try FileManager.default.contentsOfDirectory(
            atPath: try #require(bench.runDirectory).path + "/raw")
        #expect(raw.count == count)
        bench.expectNothingLeft(threads)
    }

    @Test func `A sweep that is killed leaves nothing but whole rows, and can be resumed`() throws {
        for round in 0..<(Bench.isFull ? 50 : 5) {
            let bench = try Bench()
            try bench.write(Self.five, to: "e.toml")
            let sweep = try bench.sweep()
            let threads = try Self.underWay(bench)
            Poll.sleep(until: MonotonicClock.now() + Int64.random(in: 0..<2_000_000_000))
            sweep.child.kill()
            _ = try? sweep.child.wait()
            bench.expectNothingLeft(threads)
            let directory = try #require(bench.runDirectory)
            let text = try bench.text(directory.trialsPath)
            #expect(text.isEmpty || text.hasSuffix("\n"), "round \(round)")
            try resume(bench, directory)
        }
    }

    /// Completes the run: every point is there once, unless it was invalid.
    private func resume(_ bench: Bench, _ directory: RunDirectory) throws {
        let result = try bench.sweep("e.toml", ["--resume", directory.path]).wait()
        #expect([0, 3].contains(result.status), "\(result.errors)")
        let records = try bench.records().filter { $0.backend == "recv" }
        for (_, rows) in Dictionary(grouping: records, by: \.point) {
            #expect(rows.count { $0.outcome == .valid } <= 1)
            #expect(Set(rows.map(\.attempt)).count == rows.count)
            for row in rows { expectCounted(row) }
        }
        #expect(Set(records.map(\.point)).count == 5)
        let intervals = try directory.intervals().records
        #expect(
            Set(intervals.map { [$0.trial, $0.attempt] })
                .isSubset(of: Set(try bench.records().map { [$0.trial, $0.attempt] })))
    }

    @Test func `Half a row is cut off and measured again; another experiment is refused`() throws {
        let bench = try Bench()
        try bench.write(Self.five, to: "e.toml")
        _ = try bench.sweep().wait()
        let directory = try #require(bench.runDirectory)
        let whole = try bench.text(directory.trialsPath)
        let last = try #require(whole.dropLast().lastIndex(of: "\n"))
        let half = whole[...last] + whole[whole.index(after: last)...].prefix(100)
        try TextFile.write(String(half), to: directory.trialsPath)
        try resume(bench, directory)

        let path = ["--resume", directory.path]
        let before = try bench.text(directory.trialsPath)
        try bench.write(Self.five.replacing("2kpps", with: "3kpps"), to: "other.toml")
        for words in [
            ["other.toml"] + path, ["e.toml", "--quick"] + path, ["e.toml", "--seed", "8"] + path,
        ] {
            let refused = try bench.sweep(words[0], Array(words.dropFirst())).wait()
            #expect(refused.status == 64, "\(refused.errors)")
            #expect(refused.errors.contains(directory.path))
        }
        try TextFile.write(
            before.replacing("trial,attempt,", with: "trial,try,"), to: directory.trialsPath)
        let renamed = try bench.sweep("e.toml", path).wait()
        #expect(renamed.status == 64, "\(renamed.errors)")
    }

    @Test func `A full disk ends a comparison that measures, without a verdict`() throws {
        let bench = try Bench()
        try bench.write(experiment("repetitions = 40"), to: "e.toml")
        let script = """
            mkdir results && mount -t tmpfs -o size=100k none results
            '\(Bench.path)' compare e.toml --wait 0s --base '\(Bench.path)' --head '\(Bench.path)' \
                --no-control >stdout 2>stderr
            echo $? >status
            """
        let words = ["env", bench.mark, "unshare", "--net", "--mount", "sh", "-c", script]
        _ = try Command.run(words, in: bench.folder, within: 120)
        #expect(try bench.read("status") == "1\n")
        let errors = try bench.read("stderr")
        #expect(errors.contains("No space left on device"), "\(errors)")
        #expect(errors.contains("to go on: bench compare"), "\(errors)")
        #expect(try bench.read("stdout") == "")
        bench.expectNothingLeft()
    }

    @Test func `A full disk ends a sweep with its rows whole and a clear word`() throws {
        let bench = try Bench()
        try bench.write(Self.five, to: "e.toml")
        let script = """
            mkdir results && mount -t tmpfs -o size=128k none results
            '\(Bench.path)' sweep e.toml --wait 0s --repetitions 40 >stdout 2>stderr
            echo $? >status
            cp results/*/*/trials.csv trials.csv
            """
        let words = ["env", bench.mark, "unshare", "--net", "--mount", "sh", "-c", script]
        _ = try Command.run(words, in: bench.folder, within: 120)
        #expect(try bench.read("status") == "1\n")
        let errors = try bench.read("stderr")
        #expect(errors.contains("No space left on device"), "\(errors)")
        // What was measured is told, and how to go on.
        let output = try bench.read("stdout")
        #expect(output.contains("--resume results/e/"), "\(output)")
        #expect(output.contains("loss %"), "\(output)")
        let table = try TrialTable.read(
            Array(try bench.read("trials.csv").utf8), file: "trials.csv")
        #expect(table.warning == nil)
        #expect(table.records.count > 1)
        bench.expectNothingLeft()
    }
}

extension Bench {
    func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    /// How many rows there are so far; `most` if the run has ended before.
    func records(soFar most: Int) throws -> Int {
        guard let directory = runDirectory,
            FileManager.default.fileExists(atPath: directory.trialsPath)
        else { return 0 }
        return try text(directory.trialsPath).split(separator: "\n").count - 1
    }
}
