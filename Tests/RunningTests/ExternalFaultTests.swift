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
                Self.signalTcpreplay("KILL", on: link.name)
            }))
        #expect(row.outcome == .invalid)
        #expect(row.invalidReason == .load, "\(row.message ?? "")")
        #expect(row.message?.contains("tcpreplay ended with signal 9") == true)
        let offered = try #require(row.offeredFrames)
        #expect(offered > 0 && offered < 40_000)
        #expect(row.unexplainedFrames == 0)
        #expect(row.deliveredFrames == offered - (row.dropsSocket ?? 0) - (row.dropsDevice ?? 0))
    }

    @Test(.enabled(if: hasTcpreplay, "needs tcpreplay: apt-get install tcpreplay"))
    func `A program that hangs midway is named, and its ledger closes`() throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(engine: "tcpreplay", duration: "2s"),
            LiveTrial.Meddling(duringTraffic: { attempt, share in
                guard share > 0.3 && share < 0.9, let link = attempt.bed?.generator else { return }
                Self.signalTcpreplay("STOP", on: link.name)
            })
        ) { $0.offeredFrames ?? 0 > 0 }
        #expect(row.invalidReason == .load, "\(row.message ?? "")")
        #expect(row.message?.contains("tcpreplay sent nothing more for") == true)
        let offered = try #require(row.offeredFrames)
        #expect(offered > 0 && offered < 40_000)
        #expect(row.unexplainedFrames == 0)
    }

    @Test func `A generator that hangs is ended, and what it had sent is in the row`() throws {
        let row = try LiveTrial.row(
            of: try Laboratory.experiment(engine: "sendmmsg", duration: "1s"),
            LiveTrial.Meddling(duringTraffic: { attempt, share in
                guard share > 0.3 && share < 0.9, let pid = attempt.generator?.pid else { return }
                _ = try? Command.run(["kill", "-STOP", "\(pid)"])
            }))
        #expect(row.invalidReason == .load)
        #expect(row.message == "the generator did not end its run within 5 s of its time")
        let offered = try #require(row.offeredFrames)
        #expect(offered > 0 && offered < 20_000)
        #expect(row.unexplainedFrames == 0)
    }

    private static func signalTcpreplay(_ signal: String, on interface: String) {
        for pid in (try? ProcDirectory.numbers("/proc")) ?? [] {
            let words = (try? ProcFile.text("/proc/\(pid)/cmdline")) ?? ""
            guard words.hasPrefix("tcpreplay"), words.contains(interface) else { continue }
            _ = try? Command.run(["kill", "-\(signal)", "\(pid)"])
        }
    }
}
