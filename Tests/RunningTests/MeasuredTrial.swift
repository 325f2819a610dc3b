import Experiment
import Kernel
import Results
import Sampling
import Testing
import Traffic

@testable import Running
@testable import Testbed

/// A measurement that is valid in every respect: 10,000 frames/s for 20 s, all delivered.
///
/// Tests change what they are about.
enum MeasuredTrial {
    static let frames = 200_000
    static let second: Int64 = 1_000_000_000
    /// The NAPI thread's process.
    static let napi: Int32 = 40
    static let runner: Int32 = 30

    static func make(_ topology: Topology = .vethNAPI) throws -> Measurement {
        let schedule = try #require(
            IntervalSchedule(
                durationNanoseconds: 20 * second, intervalNanoseconds: 5 * second,
                crop: .middle(3)))
        var measured = Measurement(
            placement: Placement(generator: 0, capture: 1), topology: topology,
            schedule: schedule, intendedRate: 10_000, durationNanoseconds: 20 * second)
        measured.samples = try schedule.samples.map { try sample(at: $0, topology) }
        measured.before = try counters(at: -second / 10, topology)
        measured.after = try counters(at: 20 * second + second / 10, topology)
        measured.captureStart = [
            "frames": 0, "received": 1000, "drops": 0, "freezes": 0, "filtered": 0, "wake_ups": 7,
        ]
        let count = Int64(frames)
        measured.captureEnd = [
            "frames": count, "bytes": count * 60, "unique": count, "duplicates": 0, "reordered": 0,
            "corrupt": 0, "stray": 0, "truncated": 0, "received": 1000 + count, "drops": 0,
            "freezes": 0, "filtered": 0, "wake_ups": 107,
        ]
        var traffic = TrafficReport(intended: frames)
        traffic.offered = frames
        traffic.accepted = frames
        traffic.refused = 0
        traffic.sendBufferFull = 0
        traffic.firstSendNanoseconds = 0
        traffic.lastSendNanoseconds = (count - 1) * 100_000
        traffic.longestGapNanoseconds = 120_000
        traffic.gapsOver1ms = 0
        traffic.gapNanoseconds = 0
        traffic.lateShiftNanoseconds = 0
        measured.traffic = traffic
        measured.ownPIDs = [runner, napi]
        return measured
    }

    /// CPU 1 is busy 40 % of the time: 15 % the capturer, 15 % the NAPI thread.
    static func sample(at time: Int64, _ topology: Topology) throws -> ClockReading {
        // The first sample is at tick 1000, so that the window before it has its ticks too.
        let ticks = 1000 + time / 10_000_000
        let clock = UInt64(time + second)
        let text = """
            cpu  \(ticks) 0 \(ticks) \(2 * ticks) 0 0 0 0 0 0
            cpu0 \(ticks / 2) 0 \(ticks / 2) 0 0 0 0 0 0 0
            cpu1 \(ticks * 2 / 10) 0 \(ticks * 2 / 10) \(ticks * 6 / 10) 0 0 0 0 0 0

            """
        return ClockReading(
            cpu: try CPUTimes(parsing: Array(text.utf8)[...], time: time),
            captureNanoseconds: clock * 15 / 100,
            kernelNanoseconds: topology == .vethNAPI ? clock * 15 / 100 : nil,
            softirqs: topology == .vethSoftirq ? softirqs(at: clock) : nil,
            deliveredFrames: Int(max(0, time) / 100_000))
    }

    /// NET_RX runs for 15 % of the time on CPU 1, a third of it in ksoftirqd.
    ///
    /// 1 % of the time it is inside the capturer, which has the CPU for 13 % and is charged for 15.
    /// CPU 0 polls for 40 %.
    static func softirqs(at clock: UInt64) -> [SoftirqTimes] {
        [
            SoftirqTimes(receive: clock * 40 / 100, receiveRuns: clock / 10_000),
            SoftirqTimes(
                receive: clock * 15 / 100, receiveRuns: clock / 1_000_000,
                receiveInKsoftirqd: clock * 5 / 100, others: clock / 1000,
                inCapturer: clock / 100, capturer: clock * 13 / 100),
        ]
    }

    static func counters(at time: Int64, _ topology: Topology) throws -> Running.Counters {
        let isEnd = time > 0
        let count = UInt64(isEnd ? frames : 0)
        var link = LinkCounters(
            receivedFrames: 0, receiveDrops: 0, sentFrames: 0, sendDrops: 0, driver: [:])
        var generator = link
        generator.sentFrames = 1000 + count
        link.receivedFrames = 1000 + count
        link.driver = ["rx_queue_0_xdp_drops": 5, "rx_queue_0_drops": 2]
        return Running.Counters(
            generator: generator, capture: link,
            softnet: try softnet(
                dropped: 3, squeezes: 4, processed: [0, isEnd ? frames : 0]),
            ksoftirqd: 1000, tasks: tasks(at: time, foreign: 0),
            sample: try sample(at: time, topology),
            runner: isEnd ? 9_000_000 : 1_000_000)
    }

    static func softnet(
        dropped: Int, squeezes: Int, processed: [Int] = [0, frames]
    ) throws -> SoftnetStat {
        let hex = { (value: Int) in
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 8 - text.count) + text
        }
        let rows = (0...1).map { cpu in
            [100 + processed[cpu], dropped, squeezes, 0, 0, 0, 0, 0, 0, 0, 0, 0, cpu].map(hex)
                .joined(separator: " ")
        }
        return try SoftnetStat(parsing: Array((rows.joined(separator: "\n") + "\n").utf8)[...])
    }

    /// The runner, the NAPI thread, ksoftirqd, and a compiler that has used `foreign` ns.
    static func tasks(at time: Int64, foreign: UInt64) -> TaskSnapshot {
        TaskSnapshot(
            time: time,
            processes: [
                ProcessTimes(pid: 1, parent: 0, name: "init", run: 0),
                ProcessTimes(pid: runner, parent: 1, name: "bench", run: UInt64(time + second)),
                ProcessTimes(
                    pid: napi, parent: 2, name: "napi/c-1", isKernelThread: true,
                    run: UInt64(time + second)),
                ProcessTimes(
                    pid: 18, parent: 2, name: "ksoftirqd/1", isKernelThread: true,
                    run: UInt64(time + second)),
                ProcessTimes(pid: 99, parent: 1, name: "cc1plus", run: foreign),
            ])
    }

    static func judge(_ measured: Measurement, baselineOther: Double? = nil) -> TrialRecord {
        var row = TrialRecord()
        row.ratePpsIntended = measured.intendedRate
        Judge(measured, baselineOther: baselineOther).fill(&row)
        return row
    }
}
