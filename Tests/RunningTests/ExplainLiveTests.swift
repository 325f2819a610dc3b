import Explaining
import Glibc
import Results
import Testing

@testable import Running

/// A cause that a live trial is given, and the rule that must name it.
private struct PlantedCause: CustomTestStringConvertible, Sendable {
    let rule: String
    let series: String
    var size = "64"
    /// Whether the capturer is stopped for three tenths of the traffic.
    var isStopped = false

    var testDescription: String { rule }

    static let all = [
        // Up to 32 frames come at once.
        PlantedCause(rule: "small-ring", series: "backend = \"tpacket-v2\"\nring_frames = 1"),
        PlantedCause(
            rule: "slow-consumer",
            series: "backend = \"tpacket-v2\"\nring_frames = 64\nwork = \"200us\""),
        // The ring outlasts what a virtual machine stands still for by itself.
        PlantedCause(
            rule: "stood-still", series: "backend = \"tpacket-v2\"\nring_frames = 512",
            isStopped: true),
        PlantedCause(
            rule: "filter", series: "backend = \"recv\"\nfilter = \"ether[29] & 3 != 0\""),
        // The stamp of UDP ends at byte 74.
        PlantedCause(
            rule: "cut-frames", series: "backend = \"recv\"\nsnaplen = 46",
            size: "128\nframe_format = \"udp4\""),
    ]

    func row() throws -> TrialRecord {
        let stop = LiveTrial.Meddling(duringTraffic: { attempt, share in
            let signal: CInt? =
                abs(share - 0.45) < 0.01 ? SIGSTOP : abs(share - 0.75) < 0.01 ? SIGCONT : nil
            if let signal, let capturer = attempt.capturer { kill(capturer.pid, signal) }
        })
        var row = try LiveTrial.row(
            of: try Laboratory.experiment(
                rate: "20kpps", size: size, duration: "1s", series: [series]),
            isStopped ? stop : LiveTrial.Meddling())
        // What else runs on the machine is not what is asked here.
        if let reason = row.invalidReason, LiveTrial.excusable.contains(reason) {
            (row.outcome, row.invalidReason) = (.valid, nil)
        }
        return row
    }
}

extension LiveTests {
    @Test(arguments: PlantedCause.all)
    private func `The planted cause of a live trial is the first that is named`(
        cause: PlantedCause
    ) throws {
        // A machine that stands still may add a cause of its own.
        var names: [String] = []
        for _ in 0..<5 where names.first != cause.rule {
            names = Evidence(try cause.row()).explained().map(\.rule.name)
        }
        #expect(names.first == cause.rule, "\(names)")
    }

    @Test func `A capturer that is stopped loses one piece: what the ring has no room for`() throws
    {
        let cause = try #require(PlantedCause.all.first { $0.isStopped })
        var row = TrialRecord()
        for _ in 0..<5 where row.lossEpisodes != 1 { row = try cause.row() }
        expectClosed(row)
        let (offered, unique) = (try #require(row.offeredFrames), try #require(row.uniqueFrames))
        #expect(row.lossEpisodes == 1 && row.lossLongestFrames == offered - unique)
        #expect(row.dropsSocket == offered - unique)
        // Three tenths of a second of 20,000 frames each, less the ring: as exact as a signal is.
        #expect(offered - unique > 3000)
        #expect(row.lossFirst5Percent == 0 && row.lossLast5Percent == 0)
        let rate = try #require(row.ratePpsOffered)
        #expect(abs((row.lossLongestMs ?? 0) - Double(offered - unique) / rate * 1e3) < 1e-6)
    }
}
