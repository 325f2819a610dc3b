import Explaining
import Results
import Testing

@testable import Running

extension LiveTests {
    @Test(arguments: PlantedCause.all)
    func `The planted cause of a live trial is the first that is named`(
        cause: PlantedCause
    ) throws {
        if let obstacle = cause.obstacle { try Test.cancel("needs \(obstacle)") }
        // A machine that stands still may add a cause of its own.
        let told = try LiveTrial.first {
            let row = try cause.row()
            let causes = Evidence(row).explained().filter { $0.rule.subject != .cpu }
            // Its reason may be what was planted: only what else ran tells of a busy machine.
            var machine = row
            machine.invalidReason = nil
            return (causes.map(\.rule.name), [machine], causes.first?.rule.name == cause.rule)
        }
        #expect(told.first == cause.rule, "\(told)")
    }

    @Test func `A capturer that is stopped loses one piece: what the ring has no room for`() throws
    {
        let row = try LiveTrial.first {
            let row = try PlantedCause.stopped.row()
            let isOnePause =
                row.lossEpisodes == 1 && abs((row.captureLongestPauseMs ?? 0) - 300) < 30
                && row.lossInPausesPercent ?? 0 >= 98
            return (row, [row], isOnePause)
        }
        expectClosed(row)
        let (offered, unique) = (try #require(row.offeredFrames), try #require(row.uniqueFrames))
        #expect(row.lossEpisodes == 1 && row.lossLongestFrames == offered - unique)
        #expect(row.dropsSocket == offered - unique)
        // Three tenths of a second of 20,000 frames each, less the ring: as exact as a signal is.
        #expect(offered - unique > 3000)
        // And it is a pause of the capture process, which began with the signal.
        #expect(row.capturePauses ?? 0 >= 1)
        let inPauses = try #require(row.lossInPausesPercent)
        // Its end is known to what the batch cost that ended it: 2 ms of 225.
        #expect(inPauses >= 98, "\(inPauses) %")
        let pause = try #require(row.captureLongestPauseMs)
        #expect(abs(pause - 300) < 30, "\(pause) ms")
        #expect(row.lossFirst5Percent == 0 && row.lossLast5Percent == 0)
        let rate = try #require(row.ratePpsOffered)
        #expect(abs((row.lossLongestMs ?? 0) - Double(offered - unique) / rate * 1e3) < 1e-6)
    }
}
