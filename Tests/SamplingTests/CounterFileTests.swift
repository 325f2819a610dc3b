import Foundation
import Testing

@testable import Sampling

struct ThreadClockTests {
    @Test func threeNumbersAreRunWaitAndSlices() {
        let clock = ThreadClock(parsing: "173033952 18243945 414\n".bytes)
        #expect(clock == ThreadClock(run: 173_033_952, wait: 18_243_945, slices: 414))
    }

    @Test(arguments: ["", "1 2\n", "1 2 x\n"])
    func anythingElseIsNoClock(_ text: String) {
        #expect(ThreadClock(parsing: text.bytes) == nil)
    }

    @Test func aThreadThatIsGoneIsToldApartFromAFault() {
        let error = #expect(throws: SamplingError.self) {
            try ThreadClock.read(pid: .max, tid: .max)
        }
        #expect(error?.isProcessGone == true)
    }
}

struct SoftnetStatTests {
    @Test func aRealReadingHasTheCPUOfEachRow() throws {
        let stat = try SoftnetStat(parsing: try Fixture.bytes("softnet_stat.2cpu"))
        #expect(stat.rows.map(\.cpu) == [0, 1])
    }

    @Test func columnsAreHexadecimal() throws {
        let row = """
            0a0b 10 2 0 0 0 0 0 0 ff 3 7 1f 5 2

            """
        let stat = try SoftnetStat(parsing: row.bytes)
        let first = try #require(stat.row(cpu: 31))
        #expect(first.processed == 0xa0b)
        #expect(first.dropped == 16)
        #expect(first.timeSqueeze == 2)
        #expect(first.receivedRPS == 255)
        #expect(first.flowLimit == 3)
        #expect(first.queueLength == 7)
    }

    @Test func rowsOfOldKernelsNameNoCPU() throws {
        let stat = try SoftnetStat(parsing: "1 2 3 0 0 0 0 0 0 4 5\n".bytes)
        #expect(stat.rows[0].cpu == nil)
        #expect(stat.rows[0].queueLength == nil)
        #expect(stat.gain(cpu: 0, since: stat) == nil)
    }

    @Test func aCounterThatWrappedGainsWhatPassed() throws {
        func stat(_ processed: String) throws -> SoftnetStat {
            try SoftnetStat(parsing: "\(processed) 0 0 0 0 0 0 0 0 0 0 0 1 0 0\n".bytes)
        }
        let gain = try stat("00000010").gain(cpu: 1, since: try stat("fffffff0"))
        #expect(gain?.processed == 32)
    }

    @Test(arguments: ["1 2 3\n", "1 2 3 0 0 0 0 0 0 xyz\n", "100000000 0 0 0 0 0 0 0 0 0 0\n"])
    func anythingElseIsMalformed(_ text: String) {
        #expect(throws: SamplingError.self) { try SoftnetStat(parsing: text.bytes) }
    }

    @Test func thisMachineIsRead() throws {
        #expect(!(try SoftnetStat.read().rows.isEmpty))
    }
}
