import Capture
import Experiment
import FoundationEssentials
import Results
import Testing

@testable import Running

@Suite struct RecordedIDTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `The points of an experiment have the ids that its recorded results have`() throws {
        let path = Self.root.appending(path: "experiments/zerocopy.toml").path
        let experiment = try ExperimentFile.load(path: path, vocabulary: .registered)
        let points = experiment.points()
        let recorded = Self.root.appending(path: "results/reference/zerocopy").path
        let rows = try RunDirectory(path: recorded).trials().records
        let known = Set(rows.filter { $0.backend != Vocabulary.noBackend }.map(\.point))
        #expect(points.count == known.count)
        #expect(Set(points.map(\.id)) == known)
    }
}

extension LiveTests {
    @Test(arguments: Backend.names(with: "work"))
    func `Work for each frame costs its time in the capturer, and nothing in the ledger`(
        _ backend: String
    ) throws {
        func row(_ more: String) throws -> TrialRecord {
            let series = "backend = \"\(backend)\"" + more
            let row = try LiveTrial.row(
                of: try Laboratory.experiment(rate: "5kpps", duration: "400ms", series: [series]))
            expectClosed(row)
            return row
        }
        // In pairs: either of them may be the one that was disturbed.
        let (plain, working, gain) = try LiveTrial.first {
            let plain = try row("")
            let working = try row("\nwork = \"20us\"")
            let gain = (working.cpuCaptureNs ?? 0) - (plain.cpuCaptureNs ?? 0)
            let frames = working.uniqueFrames ?? 0
            let isAsMeant =
                frames > 1000 && (frames * 15_000..<frames * 30_000).contains(gain)
                && plain.uniqueFrames == plain.offeredFrames
            return ((plain, working, gain), [plain, working], isAsMeant)
        }
        _ = try #require(plain.cpuCaptureNs)
        let frames = try #require(working.uniqueFrames)
        try #require(frames > 1000)
        // The rest is what a busy machine adds to waking up, in one of the two or the other.
        #expect(gain > frames * 15_000, "\(gain) ns for \(frames) frames")
        #expect(gain < frames * 30_000, "\(gain) ns for \(frames) frames")
        #expect(working.settings["work"] == "20us")
        #expect(plain.settings["work"] == nil)
    }
}
