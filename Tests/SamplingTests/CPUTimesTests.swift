import Foundation
import Testing

@testable import Sampling

struct CPUTimesTests {
    @Test func aRealReadingHasEachCPUAndTheirSum() throws {
        let times = try CPUTimes(parsing: try Fixture.bytes("stat.2cpu"), time: 5)
        #expect(times.cpus.keys.sorted() == [0, 1])
        #expect(times.all.user == 14_973)
        #expect(times.all.idle == 352_503)
        #expect(times.cpus[1]?.iowait == 1065)
        #expect(times.cpus[1]?.softirq == 38)
        #expect(times.cpus[0]?.steal == 9)
        #expect(times.time == 5)
    }

    @Test func sixtyFourCPUsAreRead() throws {
        let times = try CPUTimes(parsing: SarCase.sixtyFourCPUs.start.bytes, time: 0)
        #expect(times.cpus.count == 64)
        #expect(times.cpus[63]?.irq == 189)
        #expect(times.all.irq == (0..<64).reduce(0) { $0 + UInt64($1) * 3 })
    }

    @Test func anOfflineCPUHasNoEntry() throws {
        let text = statText([
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], nil, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        ])
        #expect(try CPUTimes(parsing: text.bytes, time: 0).cpus.keys.sorted() == [0, 2])
    }

    @Test func aKernelWithoutGuestTimesIsRead() throws {
        let times = try CPUTimes(parsing: "cpu 1 2 3 4 5 6 7 8\n".bytes, time: 0)
        #expect(times.all.steal == 8)
        #expect(times.all.guest == 0)
    }

    @Test(arguments: [
        "", "intr 1\n", "cpu 1 2 3 4\n", "cpu 1 2 3 4 5 6 7 x\n", "cpux 1 2 3 4 5 6 7 8\n",
        "cpu -1 2 3 4 5 6 7 8\n", "cpu 99999999999999999999 2 3 4 5 6 7 8\n",
    ])
    func anythingElseIsMalformed(_ text: String) {
        #expect(throws: SamplingError.self) { try CPUTimes(parsing: text.bytes, time: 0) }
    }

    @Test func thisMachineIsReadAndItsClocksGoOn() throws {
        let first = try CPUTimes.read()
        let second = try CPUTimes.read()
        #expect(!first.cpus.isEmpty)
        #expect(second.time > first.time)
        #expect(second.all.total >= first.all.total - 1)
    }
}

struct SarPercentTests {
    /// What sysstat 12.6.1 printed for these two readings, where iowait of CPU 0 goes back.
    @Test func percentagesAreThoseThatSarOncePrinted() throws {
        let start = try CPUTimes(parsing: SarCase.table[1].start.bytes, time: 0)
        let end = try CPUTimes(parsing: SarCase.table[1].end.bytes, time: 1)
        let all = SarPercent(allFrom: start, to: end)
        let first = try #require(SarPercent(cpu: 0, from: start, to: end))
        func rounded(_ one: SarPercent) -> [String] {
            [one.user, one.nice, one.system, one.iowait, one.steal, one.idle].map {
                String(format: "%.2f", $0)
            }
        }
        #expect(rounded(all) == ["15.59", "0.52", "6.65", "4.16", "0.31", "72.77"])
        #expect(rounded(first) == ["10.40", "1.04", "4.99", "0.00", "0.42", "83.16"])
        #expect(abs(all.busy - (100 - 72.77 - 4.16)) < 0.01)
    }

    @Test func aCPUThatIsOfflineAtOneEndHasNoPercentages() throws {
        let row: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8, 0, 0]
        let both = try CPUTimes(parsing: statText([row, row]).bytes, time: 0)
        let one = try CPUTimes(parsing: statText([row, nil]).bytes, time: 0)
        #expect(SarPercent(cpu: 1, from: both, to: one) == nil)
        #expect(SarPercent(cpu: 1, from: one, to: both) == nil)
        #expect(SarPercent(cpu: 7, from: both, to: both) == nil)
    }

    @Test func aKernelWithoutSMPHasItsOneLine() throws {
        let start = try CPUTimes(parsing: "cpu 0 0 0 0 0 0 0 0 0 0\n".bytes, time: 0)
        let end = try CPUTimes(parsing: "cpu 25 0 0 75 0 0 0 0 0 0\n".bytes, time: 1)
        #expect(SarPercent(allFrom: start, to: end).user == 25)
    }
}
