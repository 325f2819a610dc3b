import FoundationEssentials
import Kernel
import Results
import Testing

/// In a file of its own: it draws valid rows, so it runs when the machine has nothing else to do.
extension PlantedTests {
    @Test func `Under sudo root makes no file in a user's folder`() throws {
        let (bench, victim) = try Self.folder()
        try bench.write(
            experiment(series: ["backend = \"recv\"", "backend = \"tpacket-v3\""])
                .replacing("retries = 0", with: "retries = 3"), to: "e.toml")
        try Command.run(["chown", "-R", "\(Bench.userID):\(Bench.userID)", bench.folder])
        let sweep = try bench.sweep(prefix: Self.sudo).wait()
        #expect([0, 3].contains(sweep.status), "\(sweep.errors)")
        let run = try #require(bench.runDirectory)
        // Only valid rows are drawn, and a loaded machine may have let none be.
        let isDrawn = try bench.records().contains { $0.outcome == .valid }
        let more = [
            ["plot", run.path, "--plots", "again"],
            [
                "compare", run.path, "--base", "recv", "--head", "tpacket-v3", "--markdown",
                "r.md",
            ],
            ["sweep", "e.toml", "--resume", run.path, "--wait", "0s"],
        ]
        for words in more {
            let result = try bench.run(words, prefix: Self.sudo)
            // Which of the two is cheaper is not asked here.
            #expect([0, 2, 3].contains(result.status), "\(words): \(result.errors)")
        }
        #expect(FileManager.default.fileExists(atPath: bench.folder + "/again/e") == isDrawn)
        #expect(try Self.foreign(bench) == "")
        try Self.expectUnharmed(victim)
    }
}
