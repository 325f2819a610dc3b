import Capture
import Testing
import Traffic

@testable import Roles

struct MessagesTests {
    private static let ready: RoleMessage = {
        var message = RoleMessage(.ready)
        message.pid = 12
        message.tids = [12, 13]
        message.granted = ["ring_bytes": "65536", "path": "a/b"]
        return message
    }()
    private static let snapshot: RoleMessage = {
        var message = RoleMessage(.snapshot)
        message.t_ns = 9_007_199_254_740_993
        message.tag = 3
        message.finished = true
        message.counters = ["unique": 7, "drops": -1]
        return message
    }()

    @Test("what a role says is these lines, character by character")
    func goldenRole() {
        #expect(
            Self.ready.line
                == #"{"granted":{"path":"a\/b","ring_bytes":"65536"},"pid":12,"tids":[12,13],"#
                + #""type":"ready","v":1}"# + "\n")
        #expect(
            Self.snapshot.line
                == #"{"counters":{"drops":-1,"unique":7},"finished":true,"#
                + #""t_ns":9007199254740993,"tag":3,"type":"snapshot","v":1}"# + "\n")
        #expect(RoleMessage(.final).line == #"{"type":"final","v":1}"# + "\n")
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
        for (kind, name): (RunnerMessage.MessageType, String) in [
            (.hold, "hold"), (.release, "release"), (.stop, "stop"),
        ] {
            #expect(RunnerMessage(kind).line == #"{"type":"\#(name)","v":1}"# + "\n")
        }
    }

    @Test("messages come back as they were")
    func roundTrip() throws {
        let role: [RoleMessage] = [
            Self.ready, Self.snapshot, RoleMessage(.final), .fatal(.geometry, "no\nroom"),
        ]
        for message in role { #expect(try RoleMessage(line: message.line) == message) }
        let runner: [RunnerMessage] = [
            .arm(runID: 0, frames: 0), .snapshot(tag: -1), RunnerMessage(.stop),
            .start(runID: .max, at: .max, frames: .max, duration: .min),
        ]
        for message in runner { #expect(try RunnerMessage(line: message.line) == message) }
    }

    @Test("fields of a later program are passed over")
    func unknownField() throws {
        let message = try RunnerMessage(line: #"{"v":1,"type":"stop","because":"tired"}"#)
        #expect(message == RunnerMessage(.stop))
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

    @Test("a message cannot do without its fields, nor have absurd ones")
    func fields() throws {
        let message = RunnerMessage(.start)
        let error = #expect(throws: ProtocolError.self) { try message.required(\.t0_ns, "t0_ns") }
        #expect(error?.reason == "start without t0_ns")
        #expect(try message.count(0, "frames") == 0)
        #expect(throws: ProtocolError.self) { try message.count(-1, "frames") }
        #expect(throws: ProtocolError.self) { try message.count(Int64.max / 2, "frames") }
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
