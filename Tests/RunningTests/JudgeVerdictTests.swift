import Experiment
import Kernel
import Results
import Sampling
import Testbed
import Testing
import Traffic

@testable import Running

/// One thing wrong with an otherwise valid measurement.
struct Fault: Sendable, CustomTestStringConvertible {
    let reason: InvalidReason
    let message: String
    let apply: @Sendable (inout Measurement) throws -> Void

    init(
        _ reason: InvalidReason, _ message: String,
        _ apply: @escaping @Sendable (inout Measurement) throws -> Void
    ) {
        self.reason = reason
        self.message = message
        self.apply = apply
    }

    var testDescription: String { "\(reason.rawValue): \(message)" }

    /// In the order of precedence.
    static let all: [Fault] = [
        Fault(.geometry, "capture.mtu is 1500, not 9000") {
            $0.mismatches = ["capture.mtu is 1500, not 9000", "another"]
        },
        Fault(.stray, "3 stray frames") { $0.captureEnd["stray"] = 3 },
        Fault(.corrupt, "2 corrupt frames") { $0.captureEnd["corrupt"] = 2 },
        Fault(.duplicate, "1 duplicate frames") { $0.captureEnd["duplicates"] = 1 },
        Fault(.reordered, "4 reordered frames") { $0.captureEnd["reordered"] = 4 },
        Fault(.truncated, "5 truncated frames") { $0.captureEnd["truncated"] = 5 },
        Fault(.ledger, "7 frames are unexplained") {
            for name in ["unique", "frames", "received"] { $0.captureEnd[name]? -= 7 }
        },
        Fault(
            .throttled, "the CPU quota of 0.5 CPUs (cgroup /x) stopped the trial 12 times, for 480"
        ) {
            $0.before?.quotas = [CPUQuota(path: "/x", cpus: 0.5, stops: 3)]
            $0.after?.quotas = [
                CPUQuota(path: "/x", cpus: 0.5, stops: 15, stoppedNanoseconds: 480_000_000)
            ]
        },
        Fault(.sndbuf, "the send buffer was full 6 times") { $0.traffic?.sendBufferFull = 6 },
        Fault(.foreignLoad, "other tasks took 5.0 % of a CPU, most of it cc1plus (99)") {
            let end = $0.after?.tasks.time ?? 0
            $0.after?.tasks = MeasuredTrial.tasks(at: end, foreign: 1_010_000_000)
        },
        Fault(.steal, "the hypervisor withheld 5.0 % of the CPU time") { measured in
            let time = measured.after?.sample.cpu.time ?? 0
            let text = "cpu 0 0 0 0 0 0 0 101 0 0\ncpu1 200 0 200 700 0 0 0 101 0 0\n"
            measured.after?.sample.cpu = try CPUTimes(
                parsing: Array(text.utf8)[...], time: time)
        },
        Fault(.engineLimit, "offered 9500 frames/s of 10000") {
            $0.traffic?.lastSendNanoseconds = 199_999 * 105_263
        },
    ]

    static let loads: [Fault] = [
        Fault(.load, "offered 9500 frames/s of 10000") {
            // The time is missing in pauses: the machine's doing, not the engine's.
            $0.traffic?.lastSendNanoseconds = 199_999 * 105_263
            $0.traffic?.gapNanoseconds = 900_000_000
        },
        Fault(.load, "offered 10200 frames/s of 10000") {
            $0.traffic?.lastSendNanoseconds = 199_999 * 98_039
        },
        Fault(.load, "offered 10000 frames/s of 10000, the schedule slipped by 0.6 % of") {
            $0.traffic?.lateShiftNanoseconds = 120_000_000
        },
        Fault(.load, "fewer than two frames were offered") {
            $0.traffic?.offered = 0
            $0.captureEnd = $0.captureStart.merging(["unique": 0]) { first, _ in first }
        },
    ]
}

@Suite struct JudgeVerdictTests {
    @Test func `A measurement without a fault is valid, unflagged and fully explained`() throws {
        let row = MeasuredTrial.judge(try MeasuredTrial.make())
        #expect(row.outcome == .valid)
        #expect(row.invalidReason == nil)
        #expect(row.message == nil)
        #expect(row.flags == [])
        #expect(row.unexplainedFrames == 0)
        #expect(row.lossPercent == 0)
    }

    @Test(arguments: Fault.all + Fault.loads)
    func `A fault makes the trial invalid and is named`(_ fault: Fault) throws {
        var measured = try MeasuredTrial.make()
        try fault.apply(&measured)
        let row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .invalid)
        #expect(row.invalidReason == fault.reason)
        #expect(row.message?.hasPrefix(fault.message) == true, "\(row.message ?? "no message")")
    }

    @Test func `Of two faults the one earlier in the list of reasons is named`() throws {
        let all = Fault.all + [Fault.loads[0]]
        let order = InvalidReason.allCases
        for (index, first) in all.enumerated() {
            for second in all[(index + 1)...] {
                var measured = try MeasuredTrial.make()
                try second.apply(&measured)
                try first.apply(&measured)
                let row = MeasuredTrial.judge(measured)
                let places = [first, second].compactMap { order.firstIndex(of: $0.reason) }
                #expect(places == places.sorted())
                // The load faults overwrite each other's report.
                guard first.reason != .engineLimit else { continue }
                #expect(row.invalidReason == first.reason, "beside \(second.testDescription)")
            }
        }
    }

    @Test(arguments: [(-14.0, InvalidReason.foreignLoad), (-16, .engineLimit), (-60, .engineLimit)])
    func `A rate that no disturbance explains comes before the disturbance`(
        percent: Double, reason: InvalidReason
    ) throws {
        var measured = try MeasuredTrial.make()
        let end = measured.after?.tasks.time ?? 0
        // 5 % of a CPU.
        measured.after?.tasks = MeasuredTrial.tasks(at: end, foreign: 1_010_000_000)
        let period = 100_000 / (1 + percent / 100)
        measured.traffic?.lastSendNanoseconds = Int64(Double(MeasuredTrial.frames - 1) * period)
        #expect(MeasuredTrial.judge(measured).invalidReason == reason)
    }

    @Test(arguments: [
        (0.0, true), (0.99, true), (-0.99, true), (1.02, false), (-1.02, false),
    ])
    func `The offered rate may be off by 1 %`(percent: Double, isValid: Bool) throws {
        var measured = try MeasuredTrial.make()
        let period = 100_000 / (1 + percent / 100)
        measured.traffic?.lastSendNanoseconds = Int64(Double(MeasuredTrial.frames - 1) * period)
        #expect((MeasuredTrial.judge(measured).outcome == .valid) == isValid)
    }

    @Test(arguments: [
        (InvalidReason.foreignLoad, 403_000_000 as UInt64, true),
        (.foreignLoad, 405_000_000, false),
    ])
    func `Other tasks may take 2 % of a CPU`(
        reason: InvalidReason, nanoseconds: UInt64, isValid: Bool
    ) throws {
        var measured = try MeasuredTrial.make()
        let end = measured.after?.tasks.time ?? 0
        measured.after?.tasks = MeasuredTrial.tasks(at: end, foreign: nanoseconds)
        let row = MeasuredTrial.judge(measured)
        #expect(row.invalidReason == (isValid ? nil : reason))
        #expect(row.foreignLoadPercent.map { abs($0 - 2) < 0.02 } == true)
    }

    @Test func `Without a capturer the trial is a baseline and has no ledger`() throws {
        var measured = try MeasuredTrial.make()
        measured.hasCapturer = false
        measured.captureStart = [:]
        measured.captureEnd = [:]
        for index in measured.samples.indices { measured.samples[index].captureNanoseconds = nil }
        measured.before?.sample.captureNanoseconds = nil
        measured.after?.sample.captureNanoseconds = nil
        let row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .baseline)
        #expect(row.offeredFrames == MeasuredTrial.frames)
        #expect(row.uniqueFrames == nil && row.unexplainedFrames == nil && row.lossPercent == nil)
        #expect(row.dropsSocket == nil && row.residualFrames == nil && row.filteredFrames == nil)
        #expect(row.cpuCaptureNs == nil && row.cpuNsPerOfferedFrame == nil)
        #expect(row.cpuKernelNs != nil && row.cpuOtherPercent != nil)
    }

    @Test func `A backend that makes its own frames is not judged by the offered rate`() throws {
        var measured = try MeasuredTrial.make()
        measured.feedsItself = true
        measured.traffic = nil
        let row = MeasuredTrial.judge(measured)
        #expect(row.outcome == .valid)
        #expect(row.offeredFrames == MeasuredTrial.frames)
        #expect(row.ratePpsIntended == nil && row.intendedFrames == nil)
        #expect(row.unexplainedFrames == 0)
    }

    @Test func `What a failed attempt knew is kept`() throws {
        var measured = try MeasuredTrial.make()
        measured.granted = ["ring_bytes": "4096", "depth_frames": "12", "ring_frames": "2"]
        measured.captureEndOfProcess = nil
        var row = TrialRecord()
        Judge(measured).fillKnown(&row)
        #expect(row.ringBytes == 4096 && row.depthFrames == 12 && row.ringFrames == 2)
        #expect(row.granted == "depth_frames=12;ring_bytes=4096;ring_frames=2")
        #expect(row.captureCPU == 1 && row.generatorCPU == 0)
        #expect(row.uniqueFrames == nil && row.lossPercent == nil)
    }
}
