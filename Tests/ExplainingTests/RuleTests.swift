import FoundationEssentials
import Results
import Testing

@testable import Explaining

/// One cause is planted in each row, and must be the one that is named first.
@Suite struct RuleTests {
    private static func said(_ evidence: Evidence, _ rule: String) -> String {
        evidence.explained().filter { $0.rule.name == rule }
            .map { ([$0.1.cause] + $0.1.evidence + $0.1.advice).joined(separator: " ") }.joined()
    }

    @Test func `A row without loss has no cause`() {
        #expect(PlantedRow.causes(PlantedRow.make()) == [])
    }

    @Test func `Names are unique, and every column that a rule looks at exists`() {
        #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
        let settings: Set = [
            "filter", "work", "retire_timeout", "timeout", "stall", "workers", "fanout",
            "fanout_flags",
        ]
        for rule in Rule.all {
            for name in rule.looksAt where !settings.contains(name) {
                #expect(TrialRecord.column(name) != nil, "\(rule.name): \(name)")
            }
        }
    }

    @Test func `A small ring`() {
        let row = PlantedRow.losing(20_000, at: \.dropsSocket) {
            ($0.ringFrames, $0.depthFrames) = (8, 8)
        }
        #expect(PlantedRow.causes(row) == ["small-ring"])
        let words = Self.said(Evidence(row), "small-ring")
        #expect(words.contains("It holds 8 frames, 80 us of this traffic."), "\(words)")
        #expect(words.contains("2,000 episodes"), "\(words)")
        #expect(words.contains("Enlarge it: ring_frames."), "\(words)")
    }

    @Test func `A slow consumer`() {
        let row = PlantedRow.losing(500_000, at: \.dropsSocket) {
            $0.cpuBusyPercent = 99.8
            $0.cpuCaptureNs = 16_000_000_000
            $0.settings["work"] = "10us"
        }
        #expect(PlantedRow.causes(row) == ["slow-consumer"])
        let words = Self.said(Evidence(row), "slow-consumer")
        #expect(words.contains("there are 10000 ns for it"), "\(words)")
        #expect(words.contains("work = 10us"), "\(words)")
    }

    @Test func `One worker that has all of the frames`() {
        func row(_ change: (inout TrialRecord) -> Void) -> TrialRecord {
            PlantedRow.losing(500_000, at: \.dropsSocket) {
                $0.settings["workers"] = "4"
                ($0.workerFramesMin, $0.workerFramesMax) = (0, 1_500_000)
                ($0.workerImbalancePercent, $0.workerCPUs, $0.streams) = (300, "1;2;3;1", 1)
                change(&$0)
            }
        }
        let hash = row { _ in }
        #expect(PlantedRow.causes(hash).first == "uneven-workers")
        let words = Self.said(Evidence(hash), "uneven-workers")
        #expect(words.contains("one took 1,500,000 frames of 1,500,000 frames"), "\(words)")
        #expect(words.contains("The traffic has one flow only."), "\(words)")
        #expect(words.contains("fanout = hash") && words.contains("fanout_flags"), "\(words)")
        #expect(!words.contains("one CPU"), "\(words)")
        let queue = row {
            ($0.settings["fanout"], $0.settings["fanout_flags"]) = ("qm", "rollover")
            $0.workerCPUs = "1;1;1;1"
        }
        let more = Self.said(Evidence(queue), "uneven-workers")
        #expect(more.contains("receive queue decides") && more.contains("on one CPU"), "\(more)")
        #expect(!more.contains("fanout_flags"), "\(more)")
        let xdp = Self.said(Evidence(row { $0.backend = "af-xdp" }), "uneven-workers")
        #expect(xdp.contains("come to one queue") && !xdp.contains("fanout"), "\(xdp)")
        // Frames that are shared evenly, or meant to fill one ring after the other.
        #expect(!PlantedRow.causes(row { $0.workerFramesMin = 800_000 }).contains("uneven-workers"))
        let rollover = row { $0.settings["fanout"] = "rollover" }
        #expect(!PlantedRow.causes(rollover).contains("uneven-workers"))
    }

    @Test func `A busy CPU whose larger ring loses nothing has a small ring`() {
        let row = PlantedRow.losing(500_000, at: \.dropsSocket) {
            ($0.ringFrames, $0.depthFrames, $0.cpuBusyPercent) = (2, 2, 99)
        }
        let larger = Neighbour(
            axis: Neighbour.ring, words: "64 slots",
            row: PlantedRow.losing(2000, at: \.dropsSocket) {
                ($0.ringFrames, $0.depthFrames) = (64, 64)
            })
        let evidence = Evidence(row, neighbours: [larger])
        #expect(PlantedRow.causes(evidence) == ["small-ring"])
        #expect(
            Self.said(evidence, "small-ring").contains("With 64 slots 0.1 % was lost."))
        // One that loses as much says that the ring is not the matter.
        let alike = Neighbour(axis: Neighbour.ring, words: "64 slots", row: row)
        #expect(PlantedRow.causes(Evidence(row, neighbours: [alike])) == ["slow-consumer"])
    }

    @Test func `The machine stood still once`() {
        let row = PlantedRow.losing(3000, at: \.dropsSocket) {
            ($0.lossEpisodes, $0.lossLongestFrames, $0.lossLongestMs) = (2, 2900, 29)
        }
        #expect(PlantedRow.causes(row) == ["stood-still"])
        let words = Self.said(Evidence(row), "stood-still")
        #expect(words.contains("97 % of the lost frames"), "\(words)")
        // 4096 slots and 2900 frames of 100,000 a second.
        #expect(words.contains("for about 70 ms"), "\(words)")
    }

    @Test func `Few pauses of the capture process, and many of them`() throws {
        let few = PlantedRow.losing(3000, at: \.dropsSocket) {
            ($0.lossEpisodes, $0.lossLongestFrames, $0.lossLongestMs) = (3, 1200, 12)
            ($0.capturePauses, $0.captureLongestPauseMs, $0.lossInPausesPercent) = (3, 53, 100)
        }
        #expect(PlantedRow.causes(few) == ["stood-still"])
        let words = Self.said(Evidence(few), "stood-still")
        #expect(words.contains("stood still a few times"), "\(words)")
        #expect(
            words.contains(
                "took no frame for over 1 ms 3 times, at most for 53 ms; 100 % of the lost frames "
                    + "were sent then."), "\(words)")
        // A ring that is shorter than what happens all the time is too small.
        let many = PlantedRow.losing(3000, at: \.dropsSocket) {
            ($0.ringFrames, $0.depthFrames) = (256, 256)
            ($0.capturePauses, $0.captureLongestPauseMs, $0.lossInPausesPercent) = (64, 8, 90)
        }
        #expect(PlantedRow.causes(many) == ["small-ring"])
        #expect(
            Self.said(Evidence(many), "small-ring")
                .contains("A queue of about 800 frames lasts as long as the longest pause."))
        let none = PlantedRow.losing(3000, at: \.dropsSocket) { $0.capturePauses = 0 }
        #expect(PlantedRow.causes(none) == ["small-ring"])
        #expect(Self.said(Evidence(none), "small-ring").contains("took frames all the time"))
    }

    @Test func `Pauses that the experiment asked for`() {
        let row = PlantedRow.losing(30_000, at: \.dropsSocket) {
            ($0.stalls, $0.stalledMs, $0.stallLossExpected) = (10, 710, 30_040)
            $0.depthMs = 41
            $0.settings["stall"] = "70ms every 2s"
        }
        #expect(PlantedRow.causes(row).first == "planned-pauses")
        let words = Self.said(Evidence(row), "planned-pauses")
        #expect(
            words.contains("10 times, for 71 ms on average (stall = 70ms every 2s)"), "\(words)")
        #expect(words.contains("explains the loss of 30,040 frames"), "\(words)")
    }

    @Test func `The backlog limit`() {
        let row = PlantedRow.losing(9000, at: \.dropsBacklog) { $0.softnetDropped = 9000 }
        let evidence = Evidence(row, sysctls: ["net.core.netdev_max_backlog": "1000"])
        #expect(PlantedRow.causes(evidence) == ["backlog-limit"])
        #expect(
            Self.said(evidence, "backlog-limit").contains("net.core.netdev_max_backlog is 1000."))
    }

    @Test func `A generator that is too short of the rate`() {
        let limit = PlantedRow.make {
            ($0.outcome, $0.invalidReason) = (.invalid, .engineLimit)
            ($0.ratePpsIntended, $0.ratePpsOffered) = (2_000_000, 900_000)
        }
        #expect(PlantedRow.causes(limit) == ["generator-short"])
        #expect(
            Self.said(Evidence(limit), "generator-short")
                .contains("900,000 frames/s of 2,000,000 frames/s: 45 %"))
        let load = PlantedRow.make {
            ($0.outcome, $0.invalidReason, $0.lateShiftNs) = (.invalid, .load, 300_000_000)
        }
        #expect(PlantedRow.causes(load) == ["generator-short"])
        #expect(Self.said(Evidence(load), "generator-short").contains("slipped by 300 ms"))
    }

    @Test func `A filter`() {
        let row = PlantedRow.losing(500_000, at: \.filtered) {
            $0.settings["filter"] = "udp port 9"
        }
        #expect(PlantedRow.causes(row) == ["filter"])
        #expect(Self.said(Evidence(row), "filter").contains("udp port 9"))
    }

    @Test func `Frames left in a block at the end`() {
        let row = PlantedRow.losing(700, at: \.residual) {
            ($0.backend, $0.ringFrames) = ("tpacket-v3", nil)
            $0.settings["retire_timeout"] = "60s"
            ($0.lossEpisodes, $0.lossLongestFrames, $0.lossLast5Percent) = (1, 700, 100)
        }
        #expect(PlantedRow.causes(row).contains("retire-timeout"))
        #expect(!PlantedRow.causes(row).contains("stood-still"))
        #expect(Self.said(Evidence(row), "retire-timeout").contains("retire_timeout is 60s."))
    }

    @Test func `A shared CPU`() {
        let row = PlantedRow.losing(80_000, at: \.dropsSocket) {
            ($0.captureCPU, $0.generatorCPU, $0.flags) = (0, 0, [.sharedCPU])
        }
        #expect(PlantedRow.causes(row).first == "shared-cpu")
    }

    @Test func `A CPU quota`() {
        let row = PlantedRow.losing(80_000, at: \.dropsSocket) {
            ($0.outcome, $0.invalidReason, $0.throttledNs) = (.invalid, .throttled, 950_000_000)
        }
        #expect(PlantedRow.causes(row).first == "cpu-quota")
        #expect(Self.said(Evidence(row), "cpu-quota").contains("950 ms"))
    }

    @Test func `Steal`() {
        let row = PlantedRow.make {
            ($0.outcome, $0.invalidReason, $0.stealPercent) = (.invalid, .steal, 7.5)
        }
        #expect(PlantedRow.causes(row) == ["steal"])
        // Of a valid row it is a hint beside the pause that it made.
        let stall = PlantedRow.losing(3000, at: \.dropsSocket) {
            ($0.lossEpisodes, $0.lossLongestFrames, $0.stealPercent) = (1, 3000, 1.2)
        }
        #expect(PlantedRow.causes(stall) == ["stood-still", "steal"])
    }

    /// From which a hypervisor took 3 % of the time: it cannot be planted from inside.
    @Test func `Steal, in a row that was recorded on a virtual machine`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = tests.appending(path: "Fixtures/results/stolen.csv")
        let rows = try TrialTable.read(Data(contentsOf: path), file: "stolen.csv").records
        let row = try #require(rows.first)
        #expect(rows.count == 1 && row.invalidReason == .steal)
        #expect(PlantedRow.causes(row) == ["steal"])
        #expect(
            Self.said(Evidence(row), "steal").contains("withheld 3.05 % of the time of a CPU"))
    }

    @Test func `Cut frames`() {
        let row = PlantedRow.make {
            ($0.outcome, $0.invalidReason) = (.invalid, .truncated)
            ($0.backend, $0.truncatedFrames, $0.snaplen) = ("command", 40_000, nil)
        }
        #expect(PlantedRow.causes(row) == ["cut-frames"])
        #expect(Self.said(Evidence(row), "cut-frames").contains("-s with tcpdump"))
    }

    @Test func `Frames cut before their stamp`() {
        let row = PlantedRow.make {
            ($0.outcome, $0.invalidReason, $0.backend) = (.invalid, .stray, "command")
            ($0.uniqueFrames, $0.strayFrames) = (0, PlantedRow.offered)
        }
        #expect(PlantedRow.causes(row) == ["cut-frames"])
        // A few strays are somebody else's.
        let foreign = PlantedRow.make {
            ($0.outcome, $0.invalidReason, $0.strayFrames) = (.invalid, .stray, 5)
        }
        #expect(PlantedRow.causes(foreign) == ["invalid"])
    }

    @Test func `Loss while an external program starts`() {
        let row = PlantedRow.losing(4000, at: \.dropsSocket) {
            ($0.backend, $0.ringFrames, $0.depthFrames) = ("command", nil, nil)
            ($0.lossEpisodes, $0.lossLongestFrames, $0.lossFirst5Percent) = (3, 3900, 100)
        }
        #expect(PlantedRow.causes(row) == ["start-up"])
        // The same spread over the trial is no loss of the start.
        let steady = PlantedRow.losing(4000, at: \.dropsSocket) { $0.backend = "command" }
        #expect(PlantedRow.causes(steady) == ["small-ring"])
    }

    @Test func `ksoftirqd took the CPU`() {
        let row = PlantedRow.losing(90_000, at: \.dropsBacklog) {
            ($0.ksoftirqdNs, $0.softirqInKsoftirqdNs) = (12_000_000_000, 2_000_000_000)
            ($0.cpuBusyPercent, $0.flags) = (99, [.ksoftirqd])
        }
        #expect(PlantedRow.causes(row).first == "ksoftirqd")
        #expect(Self.said(Evidence(row), "ksoftirqd").contains("60 % of the capture CPU"))
    }

    @Test func `The device, the sender's queue and the program itself`() {
        #expect(PlantedRow.causes(PlantedRow.losing(9000, at: \.dropsDevice)) == ["device-ring"])
        #expect(PlantedRow.causes(PlantedRow.losing(9000, at: \.dropsQdisc)) == ["sender-queue"])
        #expect(PlantedRow.causes(PlantedRow.losing(9000, at: \.tool)) == ["tool-discards"])
    }

    @Test func `Every reason of an invalid row has an explanation`() {
        for reason in InvalidReason.allCases {
            let row = PlantedRow.make {
                ($0.outcome, $0.invalidReason, $0.message) = (.invalid, reason, "some words")
                if reason == .truncated { $0.truncatedFrames = 5 }
            }
            #expect(PlantedRow.causes(row).count == 1, "\(reason)")
        }
    }

    @Test func `Loss that was not measured is no loss, and has no cause`() {
        let row = PlantedRow.make {
            $0.ledger = Ledger()
            ($0.lossEpisodes, $0.lossLongestFrames, $0.cpuBusyPercent) = (nil, nil, nil)
            ($0.cpuCaptureNs, $0.cpuKernelNs, $0.durationS) = (nil, nil, nil)
        }
        #expect(PlantedRow.causes(row) == [])
        #expect(Evidence(row).explained().isEmpty)
    }

    @Test func `Hostile numbers break nothing`() {
        for value in [Int.max, Int.min, 0, -1] {
            let row = PlantedRow.losing(1, at: \.dropsSocket) {
                ($0.offeredFrames, $0.uniqueFrames, $0.deliveredFrames) = (value, -1, value)
                ($0.dropsSocket, $0.depthFrames, $0.lossLongestFrames) = (value, value, value)
                ($0.cpuCaptureNs, $0.cpuKernelNs, $0.pollCalls) = (value, value, value)
                ($0.ratePpsOffered, $0.durationS, $0.framesPerWakeup) = (1e-300, 1e-300, 1)
                (
                    $0.softirqInKsoftirqdNs, $0.ksoftirqdNs, $0.cpuCaptureUserNs,
                    $0.cpuCaptureSystemNs
                ) = (value, value, value, 1)
            }
            _ = Evidence(row).explained()
        }
    }

    @Test func `The CPU time is told by who had it`() {
        let row = PlantedRow.make {
            ($0.backend, $0.ringFrames) = ("recv", nil)
            ($0.cpuCaptureNs, $0.cpuKernelNs) = (12_000_000_000, 4_000_000_000)
            ($0.cpuCaptureUserNs, $0.cpuCaptureSystemNs) = (1_000_000_000, 11_000_000_000)
            ($0.framesPerWakeup, $0.pollCalls, $0.cpuOtherPercent) = (1.5, 1_300_000, 20)
        }
        let names = Evidence(row).explained().map(\.rule.name)
        #expect(names == ["cpu-split", "wake-ups", "other-time"])
        let words = Self.said(Evidence(row), "cpu-split")
        #expect(words.contains("most of the CPU time went to the capture process"))
        #expect(words.contains("The capture process took 12 s, 6000 ns for each frame captured."))
        #expect(words.contains("92 % of its time was in system calls."))
        #expect(words.contains("recv(2) copies each frame"))
    }
}
