import Kernel
import Results
import Testbed
import Testing
import Traffic

@testable import Running

extension LiveTests {
    private static let hasTcpreplay = Engine.named("tcpreplay")?.obstacle() == nil

    @Test(.enabled(if: hasTcpreplay, "needs tcpreplay: apt-get install tcpreplay"))
    func `A program that is killed midway spoils the load, and its ledger closes`() throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(engine: "tcpreplay", duration: "2s"),
            LiveTrial.Meddling(duringTraffic: { attempt, share in
                guard share > 0.3 && share < 0.9, let link = attempt.bed?.generator else { return }
                for pid in (try? ProcDirectory.numbers("/proc")) ?? [] {
                    let words = (try? ProcFile.text("/proc/\(pid)/cmdline")) ?? ""
                    guard words.hasPrefix("tcpreplay"), words.contains(link.name) else { continue }
                    _ = try? Command.run(["kill", "-9", "\(pid)"])
                }
            }))
        #expect(row.outcome == .invalid)
        #expect(row.invalidReason == .load, "\(row.message ?? "")")
        #expect(row.message?.contains("tcpreplay ended with signal 9") == true)
        let offered = try #require(row.offeredFrames)
        #expect(offered > 0 && offered < 40_000)
        #expect(row.unexplainedFrames == 0)
        #expect(row.deliveredFrames == offered - (row.dropsSocket ?? 0) - (row.dropsDevice ?? 0))
    }
}
