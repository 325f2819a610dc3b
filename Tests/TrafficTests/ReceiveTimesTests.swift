import CStamp
import Foundation
import Frames
import Kernel
import Testbed
import Testing

@testable import Traffic

/// What another program's clock says of the departures that an engine recorded.
@Suite(.serialized, .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct ReceiveTimesTests {
    private static let tcpdump = (try? Command.collect(["tcpdump", "--version"])) != nil

    /// One frame that tcpdump wrote: when it came (`CLOCK_REALTIME`, ns) and what it carries.
    private struct Arrival: Sendable {
        let time: Int64
        let sequence: Int64
        let sent: Int64
    }

    /// Records what arrives with tcpdump while `send` runs.
    private static func record(
        at path: TestPath, _ send: () throws -> Void
    ) throws -> [Arrival] {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "arrivals.\(ProcessInfo.pid).pcap")
        defer { try? FileManager.default.removeItem(at: file) }
        let tcpdump = try path.pair.capture.inside {
            try ChildProcess(
                "tcpdump",
                [
                    "-i", path.pair.capture.name, "-w", file.path, "-s", "96", "-B", "65536",
                    "--time-stamp-precision=nano", "-Z", "root", "-U",
                ],
                streams: .init(input: .null, output: .null, error: .null))
        }
        // Its file has a header once it captures.
        try wait { size(of: file) >= 24 }
        Poll.sleep(until: MonotonicClock.now() + 200_000_000)
        try send()
        Poll.sleep(until: MonotonicClock.now() + 500_000_000)
        tcpdump.kill(2)
        _ = try tcpdump.wait()
        return arrivals(in: try Data(contentsOf: file))
    }

    private static func size(of file: URL) -> Int {
        (try? Data(contentsOf: file).count) ?? 0
    }

    private static func wait(_ isTrue: () -> Bool) throws {
        let deadline = MonotonicClock.now() + 5_000_000_000
        while !isTrue() {
            try #require(MonotonicClock.now() < deadline)
            Poll.sleep(until: MonotonicClock.now() + 10_000_000)
        }
    }

    /// Reads a pcap file of this machine's byte order with nanoseconds.
    private static func arrivals(in data: Data) -> [Arrival] {
        data.withUnsafeBytes { bytes in
            var found: [Arrival] = []
            var offset = 24
            while offset + 16 <= bytes.count {
                let word = { bytes.loadUnaligned(fromByteOffset: offset + $0, as: UInt32.self) }
                let time = Int64(word(0)) * 1_000_000_000 + Int64(word(4))
                let kept = Int(word(8))
                guard offset + 16 + kept <= bytes.count, kept >= Int(STAMP_END) else { break }
                if let start = bytes.baseAddress {
                    let stamp = stamp_read(start + offset + 16)
                    found.append(
                        Arrival(
                            time: time, sequence: Int64(stamp.sequence),
                            sent: Int64(stamp.time_ns)))
                }
                offset += 16 + kept
            }
            return found
        }
    }

    /// What arrived of a run, and what the engine recorded.
    private static func run(
        _ engine: Engine, rate: Double, count: Int
    ) throws -> ([Arrival], TrafficReport) {
        try onThread {
            let path = try TestPath(.vethNAPI, receives: false)
            let session = try path.open(engine, load: .frameRate(rate))
            var sent = TrafficReport(intended: 0)
            let arrivals = try Self.record(at: path) {
                var run = TrafficRun.now(count)
                run.start += 50_000_000
                sent = try path.pair.generator.inside { try session.run(run, until: SharedFlag()) }
            }
            return (arrivals, sent)
        }
    }

    /// From each frame to the next, by the receiver and by the sender's stamps (ns).
    private static func gaps(_ times: [Arrival]) -> [(seen: Int64, stamped: Int64)] {
        zip(times, times.dropFirst()).compactMap { before, after in
            guard after.sequence == before.sequence + 1 else { return nil }
            return (after.time - before.time, after.sent - before.sent)
        }
    }

    private static func medianError(_ gaps: [(seen: Int64, stamped: Int64)]) -> Int64 {
        gaps.map { abs($0.seen - $0.stamped) }.sorted()[gaps.count / 2]
    }

    /// Whether nothing was lost, neither end was put off by more than a hundredth of the run, and most
    /// frames were received when they came.
    private static func isUndisturbed(
        _ times: [Arrival], _ report: TrafficReport, rate: Double, count: Int
    ) -> Bool {
        guard times.count == count, let offered = report.offeredRate,
            medianError(gaps(times)) < 20_000
        else { return false }
        let seconds = Double(times[count - 1].time - times[0].time) / 1e9
        return abs(Double(count - 1) / seconds / rate - 1) < 0.01 && abs(offered / rate - 1) < 0.01
    }

    @Test(
        .enabled(if: tcpdump, "needs tcpdump"),
        arguments: Engine.all.filter { engine in
            let task = TrafficTask(
                load: .frameRate(20_000), sizes: .fixed(.minimum), format: .bare, path: .napi)
            return engine.isStamped && engine.obstacle() == nil && engine.objection(task) == nil
        }.map(\.name))
    func `Departures seen by the receiver are as far apart as recorded and as intended`(
        engine: String
    ) throws {
        let engine = try #require(Engine.named(engine))
        let (rate, count) = (20_000.0, 10_000)
        var (times, report) = try Self.run(engine, rate: rate, count: count)
        // A machine that stands still at either end of the run delays the first frame or the last.
        for _ in 0..<4 where !Self.isUndisturbed(times, report, rate: rate, count: count) {
            (times, report) = try Self.run(engine, rate: rate, count: count)
        }
        try #require(times.count > count * 9 / 10)
        let first = try #require(times.first)
        let last = try #require(times.last)
        // From end to end: stamps, receive times and the intended rate tell the same.
        let frames = Double(last.sequence - first.sequence)
        let seen = frames * 1e9 / Double(last.time - first.time)
        let offered = try #require(report.offeredRate)
        // A busy machine delays either end by milliseconds, and then the rate offered says so too.
        #expect(abs(seen / offered - 1) < 0.02, "seen \(seen), offered \(offered)")
        #expect(abs(seen - rate) < abs(offered - rate) + 0.02 * rate, "seen \(seen)")
        // Frame by frame: the receiver's gaps are the recorded ones, give or take its own wake-up.
        let gaps = Self.gaps(times)
        let medianError = Self.medianError(gaps)
        #expect(medianError < 20_000, "median \(medianError) ns")
        // And what the engine recorded is what its stamps say.
        let stamped = gaps.map(\.stamped).sorted()
        let median = stamped[stamped.count / 2]
        #expect(stamped.last == report.longestGapNanoseconds || times.count < count)
        guard !report.gaps.isEmpty else { return }
        var below = 0
        let bin = report.gaps.first { bin in
            below += bin.count
            return below * 2 >= report.gaps.reduce(0) { $0 + $1.count }
        }
        let found = try #require(bin)
        let error = abs(median - Int64(found.from))
        #expect(Double(error) < 0.05 * 1e9 / rate, "\(median) ns, \(found)")
    }
}
