import Capture
import Experiment
import FoundationEssentials
import Testing

@testable import Running

@Suite struct SmokeExperimentTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `The smoke experiment has every backend of ours once, and takes less than a minute`()
        throws
    {
        let path = Self.root.appending(path: "experiments/smoke.toml").path
        let experiment = try ExperimentFile.load(path: path, vocabulary: .registered)
        #expect(experiment.name == "smoke")
        #expect(experiment.question == "Does every capture backend work on this machine?")
        let ours = Backend.all.filter { !$0.isTool }.map(\.name)
        #expect(experiment.points().map(\.backend).sorted() == ours.sorted())
        let plan = try experiment.plan(seed: 1)
        // A baseline before the first.
        #expect(plan.trials.count == ours.count + 1)
        #expect(plan.estimatedSeconds < 60)
    }
}
