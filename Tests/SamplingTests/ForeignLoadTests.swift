import Testing

@testable import Sampling

/// Times below are in milliseconds; the window is one second.
struct ForeignLoadTests {
    private static let runner: Int32 = 100

    private static func process(
        _ pid: Int32, of parent: Int32 = 1, _ name: String = "p", run: UInt64, reaped: UInt64 = 0,
        began: UInt64 = 0, kernel: Bool = false
    ) -> ProcessTimes {
        ProcessTimes(
            pid: pid, parent: parent, name: name, isKernelThread: kernel, startTime: began,
            run: run * 1_000_000, reaped: reaped * 1_000_000)
    }

    private static func load(
        _ start: [ProcessTimes], _ end: [ProcessTimes], excluding own: Set<Int32> = [runner]
    ) -> ForeignLoad {
        ForeignLoad(
            from: TaskSnapshot(time: 0, processes: start),
            to: TaskSnapshot(time: 1_000_000_000, processes: end), excluding: own)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let start: [ProcessTimes]
        let end: [ProcessTimes]
        let milliseconds: UInt64
        var top: String?
    }

    static let cases = [
        Case(
            testDescription: "nothing ran", start: [process(5, run: 70)],
            end: [process(5, run: 70)], milliseconds: 0),
        Case(
            testDescription: "a process ran", start: [process(5, "cron", run: 70)],
            end: [process(5, "cron", run: 75)], milliseconds: 5, top: "cron"),
        Case(
            testDescription: "a process began", start: [],
            end: [process(5, "find", run: 40, reaped: 10)], milliseconds: 50, top: "find"),
        Case(
            testDescription: "compilers came and went below make",
            start: [process(5, "make", run: 10, reaped: 1000)],
            end: [process(5, "make", run: 12, reaped: 1300)], milliseconds: 302, top: "make"),
        Case(
            testDescription: "a compiler that ran before ended",
            start: [
                process(5, "make", run: 10, reaped: 1000), process(6, of: 5, "cc1", run: 2000),
            ],
            end: [process(5, "make", run: 10, reaped: 3300)], milliseconds: 300, top: "make"),
        Case(
            testDescription: "a process ended whose parent does not wait",
            start: [process(5, run: 10), process(6, of: 5, run: 2000)],
            end: [process(5, run: 10)], milliseconds: 0),
        Case(
            testDescription: "no more is taken back than the parent gained",
            start: [process(5, run: 10, reaped: 50), process(6, of: 5, run: 2000)],
            end: [process(5, run: 17, reaped: 80)], milliseconds: 7, top: "p"),
        Case(
            testDescription: "a shell ended with its child, both waited for",
            start: [
                process(5, "sshd", run: 10), process(6, of: 5, "sh", run: 100, reaped: 20),
                process(7, of: 6, "cc1", run: 500),
            ],
            end: [process(5, "sshd", run: 10, reaped: 640)], milliseconds: 20, top: "sshd"),
        Case(
            testDescription: "an orphan was waited for by init",
            start: [
                process(1, of: 0, "init", run: 10), process(5, of: 1, "sshd", run: 10),
                process(6, of: 5, "sh", run: 100), process(7, of: 6, "job", run: 500),
            ],
            end: [
                process(1, of: 0, "init", run: 10, reaped: 520),
                process(5, of: 1, "sshd", run: 10, reaped: 100),
            ],
            milliseconds: 20, top: "init"),
        Case(
            testDescription: "a number was used again",
            start: [process(5, run: 900, began: 1)],
            end: [process(5, "new", run: 30, began: 2)], milliseconds: 30, top: "new"),
        Case(
            testDescription: "the runner and all below it are not foreign",
            start: [process(100, run: 10), process(101, of: 100, "capture", run: 5)],
            end: [
                process(100, run: 400, reaped: 900), process(101, of: 100, "capture", run: 800),
                process(102, of: 101, "tcpdump", run: 700),
            ],
            milliseconds: 0),
        Case(
            testDescription: "what was below the runner stays its own when orphaned",
            start: [process(100, run: 10), process(101, of: 100, run: 5)],
            end: [process(100, run: 10), process(101, of: 1, run: 800)], milliseconds: 0),
        Case(
            testDescription: "a foreign process with a number that was ours",
            start: [process(100, run: 10), process(101, of: 100, run: 5, began: 1)],
            end: [process(100, run: 10), process(101, of: 1, run: 60, began: 9)],
            milliseconds: 60, top: "p"),
        Case(
            testDescription: "the softirq thread has a flag of its own",
            start: [process(14, of: 2, "ksoftirqd/0", run: 5, kernel: true)],
            end: [process(14, of: 2, "ksoftirqd/0", run: 500, kernel: true)], milliseconds: 0),
        Case(
            testDescription: "a program that calls itself ksoftirqd is foreign",
            start: [process(14, "ksoftirqd/0", run: 5)],
            end: [process(14, "ksoftirqd/0", run: 500)], milliseconds: 495, top: "ksoftirqd/0"),
        Case(
            testDescription: "a clock that went back gained nothing",
            start: [process(5, run: 70, reaped: 30)], end: [process(5, run: 60, reaped: 20)],
            milliseconds: 0),
        Case(
            testDescription: "parents that form a circle end the search",
            start: [process(5, of: 6, run: 70), process(6, of: 5, run: 70)],
            end: [process(5, of: 6, run: 80), process(6, of: 5, run: 71)],
            milliseconds: 11, top: "p"),
    ]

    @Test(arguments: cases)
    func foreignTimeIs(_ sample: Case) {
        let load = Self.load(sample.start, sample.end)
        #expect(load.nanoseconds == sample.milliseconds * 1_000_000)
        #expect(load.top?.name == sample.top)
    }

    @Test func theNAPIThreadOfTheTrialIsExcludedByNumberAndOthersAreNot() {
        let start = [Self.process(40, of: 2, "napi/c0-1", run: 0, kernel: true)]
        let end = [
            Self.process(40, of: 2, "napi/c0-1", run: 900, kernel: true),
            Self.process(41, of: 2, "napi/c0-2", run: 30, kernel: true),
        ]
        let load = Self.load(start, end, excluding: [Self.runner, 40])
        #expect(load.offenders.map(\.name) == ["napi/c0-2"])
    }

    @Test func theWorstOffenderComesFirst() {
        let end = [Self.process(5, "a", run: 1), Self.process(6, "b", run: 9)]
        let load = Self.load([], end)
        #expect(load.offenders.map(\.name) == ["b", "a"])
        #expect(load.percentOfOneCPU == 1)
    }
}
