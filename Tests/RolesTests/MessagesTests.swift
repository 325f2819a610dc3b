import Capture
import Frames
import Testing
import Traffic

@testable import Roles

struct MessagesTests {
    private static let ready = RoleMessage.ready(
        .init(pid: 12, tids: [12, 13], granted: ["ring_bytes": "65536", "path": "a/b"]))
    private static let snapshot = RoleMessage.snapshot(
        .init(time: 9_007_199_254_740_993, counters: ["unique": 7, "drops": -1], tag: 3))
    private static let runEnd = RoleMessage.runEnd(
        .init(
            time: 5, counters: ["offered": 7], gaps: [TimeBin(from: 1, to: 2, count: 3)],
            failure: RoleFailure(code: .system, message: "no memory")))

    @Test("what a role says is these lines, character by character")
    func goldenRole() {
        #expect(
            Self.ready.line
                == #"{"granted":{"path":"a\/b","ring_bytes":"65536"},"pid":12,"tids":[12,13],"#
                + #""type":"ready","v":1}"# + "\n")
        #expect(
            Self.snapshot.line
                == #"{"counters":{"drops":-1,"unique":7},"t_ns":9007199254740993,"tag":3,"#
                + #""type":"snapshot","v":1}"# + "\n")
        #expect(
            Self.runEnd.line
                == #"{"code":"system","counters":{"offered":7},"finished":true,"gaps":[[1,2,3]],"#
                + #""message":"no memory","t_ns":5,"type":"snapshot","v":1}"# + "\n")
        #expect(
            RoleMessage.final(.init(time: 1)).line
                == #"{"counters":{},"t_ns":1,"type":"final","v":1}"# + "\n")
        #expect(
            RoleMessage.fatal(.interface, "eth0 is “down”\n").line
                == #"{"code":"interface","fatal":true,"message":"eth0 is “down”\n","#
                + #""type":"error","v":1}"# + "\n")
    }

    @Test("what the runner says is these lines, character by character")
    func goldenRunner() {
        #expect(
            RunnerMessage.arm(runID: 4_294_967_295, frames: 10).line
                == #"{"frames":10,"run_id":4294967295,"type":"arm","v":1}"# + "\n")
        #expect(
            RunnerMessage.start(runID: 1, at: 2, frames: 3, duration: 4).line
                == #"{"duration_ns":4,"frames":3,"run_id":1,"t0_ns":2,"type":"start","v":1}"# + "\n"
        )
        #expect(RunnerMessage.snapshot(tag: 5).line == #"{"tag":5,"type":"snapshot","v":1}"# + "\n")
        for (message, name): (RunnerMessage, String) in [
            (.hold, "hold"), (.release, "release"), (.stop(), "stop"),
        ] {
            #expect(message.line == #"{"type":"\#(name)","v":1}"# + "\n")
        }
    }

    @Test("messages come back as they were")
    func roundTrip() throws {
        let latencies = Latencies(
            sent: [TimeBin(from: 1, to: 2, count: 3)], sentMost: 2,
            due: [TimeBin(from: 4, to: 5, count: 6)], dueMost: 5)
        var unscheduled = latencies
        (unscheduled.due, unscheduled.dueMost) = ([], 0)
        let role: [RoleMessage] = [
            Self.ready, Self.snapshot, Self.runEnd, .final(.init(counters: ["unique": 1])),
            .final(.init(lossBins: [SequenceLosses.Bin(start: 64, lost: 3)])),
            .final(.init(pauses: [])),
            .final(.init(pauses: [PauseRecorder.Pause(from: 5, to: 1 << 60, frames: 3)])),
            .final(.init(latencies: latencies)), .final(.init(latencies: unscheduled)),
            .fatal(.geometry, "no\nroom"),
        ]
        for message in role { #expect(try RoleMessage(line: message.line) == message) }
        let runner: [RunnerMessage] = [
            .arm(runID: 0, frames: 0), .arm(runID: 1, frames: 2, tag: 3), .snapshot(tag: -1), .hold,
            .release, .stop(), .stop(frames: 7),
            .start(runID: .max, at: 1 << 60, frames: 1 << 60, duration: 0),
        ]
        for message in runner { #expect(try RunnerMessage(line: message.line) == message) }
    }

    @Test("pauses that cannot be are passed over")
    func wrongPauses() throws {
        let line =
            #"{"v":1,"type":"final","counters":{},"pauses":[[5,4,1],[-9223372036854775808,1,1],"#
            + #"[1,2],[1,9223372036854775807,1],[3,4,5]]}"#
        let message = try RoleMessage(line: line)
        #expect(message.final?.pauses == [PauseRecorder.Pause(from: 3, to: 4, frames: 5)])
    }

    @Test("numbers of which sums would not fit 64 bits are passed over")
    func wrongNumbers() throws {
        let most = Int64.max
        let line =
            #"{"v":1,"type":"final","t_ns":\#(most),"latency_max_ns":\#(most),"#
            + #""counters":{"frames":\#(most),"bytes":18014398509481984,"drops":-\#(most),"unique":7},"#
            + #""losses":[[0,\#(most)],[64,3],[-1,1]],"latencies":[[1,2,\#(most)],[1,2,3]]}"#
        let final = try #require(try RoleMessage(line: line).final)
        #expect(final.counters == ["unique": 7] && final.time == nil)
        #expect(final.lossBins == [SequenceLosses.Bin(start: 64, lost: 3)])
        #expect(final.latencies?.sent == [TimeBin(from: 1, to: 2, count: 3)])
        #expect(final.latencies?.sentMost == 0)
        let end = try RoleMessage(
            line: #"{"v":1,"type":"snapshot","finished":true,"gaps":[[0,1,\#(most)],[0,1,2]]}"#)
        #expect(end.runEnd?.gaps == [TimeBin(from: 0, to: 1, count: 2)])
    }

    @Test("fields of a later program are passed over")
    func unknownField() throws {
        let message = try RunnerMessage(line: #"{"v":1,"type":"stop","because":"tired"}"#)
        #expect(message == .stop())
    }

    @Test(
        "another version is told by its number, whatever else the line says",
        arguments: [
            #"{"v":2,"type":"ready"}"#, #"{"v":2,"type":"unheard-of"}"#, #"{"v":2}"#,
        ])
    func version(line: String) {
        let role = #expect(throws: ProtocolError.self) { try RoleMessage(line: line) }
        #expect(role?.reason == "version 2, this program speaks 1")
        let runner = #expect(throws: ProtocolError.self) { try RunnerMessage(line: line) }
        #expect(runner?.description == "not a message: version 2, this program speaks 1: \(line)")
    }

    @Test(
        "a malformed line is refused with the reason",
        arguments: [
            ("", "not a JSON object"), ("hello", "not a JSON object"), ("[1]", "not a JSON object"),
            (#"{"v":1,"type":"sto"#, "not a JSON object"),
            (#"{"type":"stop"}"#, "no “v”"), (#"{"v":1}"#, "no “type”"),
            (#"{"v":1,"type":"dance"}"#, "an unexpected value at “type”"),
            (#"{"v":1,"type":"arm","run_id":-1}"#, "an unexpected value"),
            (#"{"v":1,"type":"arm","run_id":"1"}"#, "an unexpected value at “run_id”"),
        ])
    func malformed(line: String, reason: String) {
        let error = #expect(throws: ProtocolError.self) { try RunnerMessage(line: line) }
        #expect(error?.reason == reason)
        #expect(error?.line == line)
    }

    @Test(
        "a message cannot do without its fields, nor have absurd ones",
        arguments: [
            (#"{"v":1,"type":"start","run_id":1}"#, "start without t0_ns"),
            (#"{"v":1,"type":"arm"}"#, "arm without run_id"),
            (
                #"{"v":1,"type":"arm","run_id":1,"frames":-1}"#,
                "frames is not within 0 and 2^61 - 1"
            ),
            (
                #"{"v":1,"type":"start","run_id":1,"t0_ns":4611686018427387903}"#,
                "t0_ns is not within 0 and 2^61 - 1"
            ),
        ])
    func fields(line: String, reason: String) {
        let error = #expect(throws: ProtocolError.self) { try RunnerMessage(line: line) }
        #expect(error?.reason == reason)
    }

    @Test("a role says who it is, and what kind of failure it has; a later kind is the system's")
    func roleFields() throws {
        let ready = #expect(throws: ProtocolError.self) {
            try RoleMessage(line: #"{"v":1,"type":"ready"}"#)
        }
        #expect(ready?.reason == "ready without pid")
        let error = #expect(throws: ProtocolError.self) {
            try RoleMessage(line: #"{"v":1,"type":"error"}"#)
        }
        #expect(error?.reason == "error without code")
        let later = try RoleMessage(line: #"{"v":1,"type":"error","code":"tired","message":"no"}"#)
        #expect(later == .fatal(.system, "no"))
    }
}

struct CounterNamesTests {
    @Test("a generator's report survives the way through a message, known or not")
    func report() {
        var report = TrafficReport(intended: 100)
        #expect(GeneratorCounters.report(GeneratorCounters.dictionary(report)) == report)
        report.offered = 99
        report.offeredBytes = 5_940
        report.accepted = 97
        report.refused = 2
        report.sendBufferFull = 1
        report.firstSendNanoseconds = 5
        report.lastSendNanoseconds = 50
        report.longestGapNanoseconds = 11
        report.gapsOver1ms = 0
        report.gapNanoseconds = 12
        report.densest100us = 9
        report.lateShiftNanoseconds = 13
        report.cpuNanoseconds = 14
        #expect(GeneratorCounters.report(GeneratorCounters.dictionary(report)) == report)
        // Every field is in it: none of them is what an empty report has.
        #expect(GeneratorCounters.dictionary(report).count == 14)
    }

    @Test("a capturer leaves out what it does not know")
    func capturer() {
        let counts = FrameCounts(frames: 3, bytes: 180, stamps: nil)
        let counters = CapturerCounters.dictionary(counts: counts, kernel: nil, wakeUps: 2)
        #expect(counters == ["frames": 3, "bytes": 180, "wake_ups": 2])
    }
}
