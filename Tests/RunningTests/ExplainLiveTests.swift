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
        var names: [String] = []
        var row = TrialRecord()
        for _ in 0..<5 where names.first != cause.rule {
            row = try cause.row()
            names = Evidence(row).explained().filter { $0.rule.subject != .cpu }.map(\.rule.name)
        }
        #expect(names.first == cause.rule, "\(names) \(row.message ?? "")")
    }

    @Test func `A capturer that is stopped loses one piece: what the ring has no room for`() throws
    {
        var row = TrialRecord()
        for _ in 0..<5 where row.lossEpisodes != 1 { row = try PlantedCause.stopped.row() }
        expectClosed(row)
        let (offered, unique) = (try #require(row.offeredFrames), try #require(row.uniqueFrames))
        #expect(row.lossEpisodes == 1 && row.lossLongestFrames == offered - unique)
        #expect(row.dropsSocket == offered - unique)
        // Three tenths of a second of 20,000 frames each, less the ring: as exact as a signal is.
        #expect(offered - unique > 3000)
        // And it is a pause of the capture process, which began with the signal.
        #expect((1...4).contains(row.capturePauses ?? 0) && row.lossInPausesPercent == 100)
        let pause = try #require(row.captureLongestPauseMs)
        #expect(abs(pause - 300) < 30, "\(pause) ms")
        #expect(row.lossFirst5Percent == 0 && row.lossLast5Percent == 0)
        let rate = try #require(row.ratePpsOffered)
        #expect(abs((row.lossLongestMs ?? 0) - Double(offered - unique) / rate * 1e3) < 1e-6)
    }
}
