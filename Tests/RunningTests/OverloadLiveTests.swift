import Capture
import Experiment
import Results
import Testing

@testable import Running

extension LiveTests {
    private static let ioUringObstacle = Backend.named("io-uring").flatMap(Availability.obstacle)

    /// The kernel lets the multishot recv sleep while the socket's queue is full.
    @Test(.enabled(if: ioUringObstacle == nil, "needs io_uring"))
    func `A capture with io_uring goes on after its queue was full`() throws {
        let text = """
            [experiment]
            name = "overload"
            duration = "500ms"
            interval = "100ms"
            crop = "middle 1"
            retries = 0
            [traffic]
            rate = "max"
            engine = "sendmmsg"
            [[series]]
            backend = "io-uring"

            """
        let experiment = TopologyChoice.resolve(
            try ExperimentFile.decode(
                text: text, name: "overload.toml", vocabulary: .registered)
        ).experiment
        let row = try LiveTrial.row(of: experiment) { $0.outcome == .valid }
        expectClosed(row, "overload")
        #expect(row.residualFrames == 0)
        let (unique, offered) = (row.uniqueFrames ?? 0, row.offeredFrames ?? 0)
        #expect(unique * 10 > offered, "\(unique) of \(offered), \(row.kernelDetails ?? "")")
    }
}
