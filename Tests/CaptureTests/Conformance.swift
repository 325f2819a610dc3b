import Frames
import Glibc
import Kernel
import Settings
import Testing

@testable import Capture

/// What a backend must do, by what it can do: a check asks for a setting, not for a name.
///
/// Each check runs on the real kernel in a network namespace of its own.
struct ConformanceCheck: Sendable, CustomTestStringConvertible {
    let name: String
    /// Settings that a backend has if the check is for it.
    let needs: [String]
    /// What is wrong; empty if nothing is.
    let faults: @Sendable (Backend) throws -> [String]

    var testDescription: String { name }

    func isFor(_ backend: Backend) -> Bool { needs.allSatisfy { backend.has($0) } }

    static let all: [ConformanceCheck] = [
        .init("every frame once", []) { try delivery(of: $0, []) },
        .init("every frame once, spinning", ["wake_up"]) { try spinning($0) },
        .init("every frame once, one at a time", ["batch"]) { try delivery(of: $0, ["batch=1"]) },
        .init("a batch that is not full is handed over at once", ["batch"]) {
            try handingOver(of: $0)
        },
        .init("a batch is as many frames as is said", ["batch"]) { try batches(of: $0) },
        .init("every frame once, the program in the driver", ["attach"]) {
            try delivery(of: $0, ["attach=native"])
        },
        .init("every frame once, polling the device", ["busy_poll"]) {
            try delivery(of: $0, ["busy_poll=20us", "attach=native"])
        },
        .init("every size up to the largest MTU", []) { try sizes(of: $0, []) },
        .init("every size, the program in the driver", ["attach"]) {
            try sizes(of: $0, ["attach=native"])
        },
        .init("every size, in the smallest pieces", ["umem_frame_size"]) {
            try sizes(of: $0, ["umem_frame_size=2048"])
        },
        .init("frames with a VLAN tag", []) { try tagged($0) },
        .init("TCP segments by their numbers", []) { try sequences(of: $0) },
        .init("a short snaplen keeps the length on the wire", ["snaplen"]) { try cutting($0) },
        .init("work takes its time for each frame", ["work"]) { try working($0) },
        .init("every frame once, whatever is done with it", ["touch"]) { backend in
            try Touch.allCases.flatMap {
                try delivery(of: backend, ["touch=\($0.rawValue)", "work=1us"])
            }
        },
        .init("the time that frames took is told", ["latency"]) { try waiting($0) },
        .init("what a filter rejects is counted", ["filter"]) { try filtering($0) },
        .init("a queue of so many bytes is what is said", ["receive_buffer"]) {
            try depth(of: $0, [["receive_buffer=32KiB"], ["receive_buffer=64KiB"]])
        },
        .init("a ring of so many slots is what is said", ["ring_frames"]) {
            try depth(of: $0, [["ring_frames=7"], ["ring_frames=16"], ["ring_frames=64"]])
        },
        .init("a ring of blocks is what is said", ["block_size", "block_count", "retire_timeout"]) {
            try depth(
                of: $0,
                [2, 3].map { ["block_size=8KiB", "block_count=\($0)", "retire_timeout=60s"] })
        },
        .init("a ring of so many bytes is what is said", ["buffer_size", "timeout"]) {
            try depth(of: $0, ["256KiB", "512KiB"].map { ["buffer_size=\($0)", "timeout=60s"] })
        },
        .init("rings of so many descriptors are what is said", ["rx_ring", "fill_ring"]) {
            try depth(
                of: $0,
                [
                    ["rx_ring=8", "fill_ring=64"], ["rx_ring=64", "fill_ring=16"],
                    ["rx_ring=64", "fill_ring=64", "umem_frames=20"],
                    ["rx_ring=64", "fill_ring=128", "attach=native"],
                ])
        },
        .init("a queue that is not granted is refused", ["receive_buffer"]) { try refusal($0) },
        .init("a wait ends when its time is over, and costs no CPU time", []) { try sleeping($0) },
        .init("what was granted is told: the receive buffer", ["receive_buffer"]) {
            try telling($0, "receive_buffer=64KiB", .receiveBufferBytes, 2 * 64 * 1024)
        },
        .init("what was granted is told: the snaplen", ["snaplen"]) {
            try telling($0, "snaplen=100", .snaplen, 100)
        },
        .init("the interface is promiscuous where it is asked for", ["promiscuous"]) {
            try promiscuity(of: $0)
        },
    ]

    private init(
        _ name: String, _ needs: [String],
        _ faults: @escaping @Sendable (Backend) throws -> [String]
    ) {
        (self.name, self.needs, self.faults) = (name, needs, faults)
    }
}

/// Collects what is not as it should be.
private struct Faults {
    private(set) var words: [String] = []

    mutating func expect<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) {
        if found != wanted { words.append("\(what): \(found), not \(wanted)") }
    }

    mutating func expect(_ isTrue: Bool, _ words: String) {
        if !isTrue { self.words.append(words) }
    }
}

extension ConformanceCheck {
    private static func delivery(of backend: Backend, _ words: [String]) throws -> [String] {
        let (outcome, said) = try TestNetwork.run { _ in
            let session = try backend.session(words)
            var tally = try FrameTally(counting: .stamp)
            tally.accept(runID: 7)
            var sender = try TestSender()
            var said = 0
            for _ in 0..<20 {
                try sender.send(25)
                // One call may take as little as one frame; what a ring holds back comes at the end.
                var left = 25
                while left > 0 {
                    let taken = try session.receive(into: &tally, timeoutMilliseconds: 20)
                    if taken == 0 { break }
                    left -= taken
                    said += taken
                }
            }
            try session.awaitArrival(of: 500)
            said += try session.drain(into: &tally)
            return (Outcome(counts: tally.counts, counters: try session.counters()), said)
        }
        var faults = Faults()
        faults.expect("frames", outcome.counts.frames, 500)
        faults.expect("frames that the calls say they took", said, 500)
        faults.expect("bytes", outcome.counts.bytes, 500 * 60)
        faults.expect("stamps", outcome.stamps, .with(unique: 500))
        faults.expect("received", outcome.counters.received, 500)
        faults.expect("drops", outcome.counters.drops, 0)
        faults.expect("filtered", outcome.counters.filtered, 0)
        return faults.words
    }

    /// Three frames in batches of one and of more: none is kept until the batch is full.
    private static func handingOver(of backend: Backend) throws -> [String] {
        var faults = Faults()
        for batch in [1, 4, 16] where faults.words.isEmpty {
            let (taken, time) = try TestNetwork.run { _ in
                let session = try backend.session(["batch=\(batch)"])
                var tally = try FrameTally(counting: .count)
                var sender = try TestSender()
                try sender.send(3)
                try session.awaitArrival(of: 3)
                let start = MonotonicClock.now()
                let taken = try session.sizes(of: 3, into: &tally, patience: 2000)
                return (taken.reduce(0, +), MonotonicClock.now() - start)
            }
            faults.expect("batch=\(batch): frames", taken, 3)
            // Half of what a call that waits for more would take.
            faults.expect(time < 1_000_000_000, "batch=\(batch): 3 frames were there in \(time) ns")
        }
        return faults.words
    }

    /// Of a full queue each call takes a batch; of two sizes at least, so that no constant will do.
    private static func batches(of backend: Backend) throws -> [String] {
        var faults = Faults()
        for batch in [1, 4, 16] {
            let (sizes, counts) = try TestNetwork.run { _ in
                let session = try backend.session(["batch=\(batch)"])
                var tally = try FrameTally(counting: .stamp)
                tally.accept(runID: 7)
                var sender = try TestSender()
                try sender.send(32)
                try session.awaitArrival(of: 32)
                return (try session.sizes(of: 32, into: &tally), tally.counts)
            }
            faults.expect(
                "batch=\(batch): frames of each call", sizes,
                Array(repeating: batch, count: 32 / batch))
            faults.expect("batch=\(batch): stamps", counts.stamps, .with(unique: 32))
        }
        return faults.words
    }

    /// On both sides of every limit there is: an Ethernet frame's, a cache line's, of a page, and of an
    /// AF_XDP socket's pieces.
    private static let lengths =
        [60, 61, 63, 64, 65, 127, 128, 1500, 1514, 1518, 1791, 1792, 1793, 2048, 3584, 3585, 3839]
        + [3840, 3841, 4096, 7680, 7681, 9000, 9014]

    private static func sizes(of backend: Backend, _ words: [String]) throws -> [String] {
        let outcome = try TestNetwork.run { _ in
            let session = try backend.session(words)
            var sender = try TestSender()
            try sender.send(lengths: lengths)
            try session.awaitArrival(of: lengths.count)
            return try session.outcome()
        }
        var faults = Faults()
        faults.expect("bytes", outcome.counts.bytes, UInt64(lengths.reduce(0, +)))
        faults.expect("stamps", outcome.stamps, .with(unique: UInt64(lengths.count)))
        faults.expect("drops", outcome.counters.drops, 0)
        return faults.words
    }

    /// A packet socket gets the tag beside the frame, which then is 4 bytes shorter.
    private static func tagged(_ backend: Backend) throws -> [String] {
        let lengths = [64, 1518, 9018]
        let outcome = try TestNetwork.run { _ in
            let session = try backend.session(counting: .account)
            var tally = try FrameTally(counting: .account)
            let sender = try TestSender()
            for length in lengths { try sender.send(StampedFrame.tagged(length: length)) }
            try session.awaitArrival(of: lengths.count)
            try session.takeRest(into: &tally)
            return Outcome(counts: tally.counts, counters: try session.counters())
        }
        var faults = Faults()
        faults.expect("frames", outcome.counts.frames, 3)
        faults.expect("received", outcome.counters.received, 3)
        faults.expect("frames cut", outcome.counts.cut, 0)
        let total = UInt64(lengths.reduce(0, +))
        faults.expect(
            [total, total - 12].contains(outcome.counts.bytes),
            "bytes: \(outcome.counts.bytes), not \(total), or 4 less for each tag")
        return faults.words
    }

    private static func spinning(_ backend: Backend) throws -> [String] {
        let (outcome, wakeUps) = try TestNetwork.run { _ in
            let session = try backend.session(["wake_up=busy"])
            var sender = try TestSender()
            try sender.send(100)
            try session.awaitArrival(of: 100)
            return (try session.outcome(), session.wakeUps)
        }
        var faults = Faults()
        faults.expect("stamps", outcome.stamps, .with(unique: 100))
        faults.expect("waiting calls", wakeUps, 0)
        return faults.words
    }

    private static func sequences(of backend: Backend) throws -> [String] {
        let counts = try TestNetwork.run { _ in
            let session = try backend.session(counting: .sequence, format: .tcp4)
            var tally = try FrameTally(counting: .sequence, segment: 100)
            tally.accept(runID: 1000)
            let sender = try TestSender()
            for number in 0..<20 where number != 7 {
                try sender.send(
                    StampedFrame.tcp4(sequence: 1000 + UInt32(number) * 100, payload: 100))
            }
            try session.awaitArrival(of: 19)
            try session.drain(into: &tally)
            return tally.counts
        }
        var faults = Faults()
        faults.expect("segments", counts.stamps, .with(unique: 19))
        return faults.words
    }

    private static func cutting(_ backend: Backend) throws -> [String] {
        let outcome = try TestNetwork.run { _ in
            let session = try backend.session(["snaplen=100"], counting: .account)
            var tally = try FrameTally(counting: .account, checksStamps: true)
            tally.accept(runID: 7)
            var sender = try TestSender()
            try sender.send(lengths: [60, 1000, 100, 101])
            try session.awaitArrival(of: 4)
            try session.takeRest(into: &tally)
            return Outcome(counts: tally.counts, counters: try session.counters())
        }
        var faults = Faults()
        faults.expect("bytes on the wire", outcome.counts.bytes, 60 + 1000 + 100 + 101)
        faults.expect("bytes kept", outcome.counts.kept, 60 + 3 * 100)
        faults.expect("frames cut", outcome.counts.cut, 2)
        faults.expect("stamps", outcome.stamps, .with(unique: 4))
        return faults.words
    }

    private static func working(_ backend: Backend) throws -> [String] {
        let (frames, time) = try TestNetwork.run { _ in
            let session = try backend.session(["work=100us"])
            var tally = try FrameTally(counting: .count)
            var sender = try TestSender()
            try sender.send(200)
            try session.awaitArrival(of: 200)
            let start = MonotonicClock.now()
            let taken = try session.sizes(of: 200, into: &tally)
            return (taken.reduce(0, +), MonotonicClock.now() - start)
        }
        var faults = Faults()
        faults.expect("frames", frames, 200)
        // It spins on this clock, so no busy machine makes it less.
        let least: Int64 = 200 * 100_000
        faults.expect(time >= least, "100 us for each of 200 frames took \(time) ns only")
        return faults.words
    }

    /// Frames that wait 5 ms between their stamp and their sending have taken that long, and what
    /// the backend holds back on top.
    private static func waiting(_ backend: Backend) throws -> [String] {
        let latencies = try TestNetwork.run { _ in
            let session = try backend.session(counting: .latency)
            var tally = try FrameTally(counting: .latency)
            tally.accept(runID: 7)
            var sender = try TestSender()
            for _ in 0..<40 {
                try sender.send(after: 5_000_000)
                _ = try session.receive(into: &tally, timeoutMilliseconds: 60)
            }
            try session.drain(into: &tally)
            return tally.latencies
        }
        var faults = Faults()
        faults.expect("frames", latencies?.sent.reduce(0) { $0 + $1.count }, 40)
        // Of a bin of 2 digits: the time is in it, so at least its beginning and at most its end.
        let (least, most) = (latencies?.sent.first?.from ?? .max, latencies?.sent.first?.to ?? 0)
        faults.expect(most >= 5_000_000, "the shortest is \(most) ns, of 5 ms")
        let held = backend.holdsBack(Settings(defaultsOf: backend.component.settings))
        faults.expect(
            least < 5_200_000 + 2 * held, "the shortest is \(least) ns, of 5 ms and \(held) ns")
        return faults.words
    }

    private static func filtering(_ backend: Backend) throws -> [String] {
        let outcome = try TestNetwork.run { _ in
            // The last byte of the sequence number.
            let session = try backend.session(["filter=ether[29] & 3 != 0"])
            var sender = try TestSender()
            try sender.send(100)
            try session.awaitArrival(of: 75)
            return try session.outcome()
        }
        var faults = Faults()
        faults.expect("stamps", outcome.stamps, .with(unique: 75))
        faults.expect("received", outcome.counters.received, 75)
        faults.expect("filtered", outcome.counters.filtered, 25)
        return faults.words
    }

    /// Sends more than a stopped consumer's queue holds: as many are there as it said.
    ///
    /// The rest is in the kernel's counter. Two sizes at least, so that no constant will do.
    private static func depth(of backend: Backend, _ sizes: [[String]]) throws -> [String] {
        let truesize = try measuredTruesize(backend)
        var faults = Faults()
        // Some rings are powers of two only.
        let sizes = try sizes.filter { try backend.problem($0) == nil }
        faults.expect(sizes.count > 1, "of \(sizes) fewer than two are allowed")
        for words in sizes {
            let (depth, outcome) = try TestNetwork.run { _ in
                let session = try backend.session(words, truesize: truesize)
                let depth =
                    session.depthFrames(sizes: .fixed(.minimum), truesize: truesize) ?? 0
                var sender = try TestSender()
                try sender.send(depth + 50)
                try session.awaitArrival(of: depth + 50)
                return (UInt64(depth), try session.outcome())
            }
            faults.expect("\(words): frames held", outcome.stamps, .with(unique: depth))
            faults.expect("\(words): drops", outcome.counters.drops, 50)
        }
        return faults.words
    }

    /// Bytes that the kernel charges to a queue for a frame; `nil` without one.
    private static func measuredTruesize(_ backend: Backend) throws -> Double? {
        try TestNetwork.run { _ in
            let session = try backend.session()
            var sender = try TestSender()
            try sender.send(20)
            try session.awaitArrival(of: 20)
            return try session.counters().queuedBytes.map { Double($0) / 20 }
        }
    }

    private static func sleeping(_ backend: Backend) throws -> [String] {
        let (waits, polls, cost) = try TestNetwork.run { _ in
            let session = try backend.session()
            var tally = try FrameTally(counting: .count)
            let cost = ProcessInfo.threadCPUTime()
            func time(_ milliseconds: Int32) throws -> Int64 {
                let start = MonotonicClock.now()
                _ = try session.receive(into: &tally, timeoutMilliseconds: milliseconds)
                return MonotonicClock.now() - start
            }
            let waits = try (0..<6).map { _ in try time(50) }
            let polls = try (0..<6).map { _ in try time(0) }
            return (waits, polls, ProcessInfo.threadCPUTime() - cost)
        }
        var faults = Faults()
        // The least of them: a busy machine makes any of them longer.
        let (wait, poll) = (waits.min() ?? 0, polls.min() ?? .max)
        faults.expect(
            (45_000_000..<150_000_000).contains(wait), "a wait of 50 ms took \(wait) ns")
        faults.expect(poll < 20_000_000, "a receive that is not to wait took \(poll) ns")
        faults.expect(cost < 100_000_000, "300 ms of waits cost \(cost) ns of CPU time")
        return faults.words
    }

    private static func telling(
        _ backend: Backend, _ setting: String, _ name: Granted.Name, _ value: Int
    ) throws -> [String] {
        let granted: Int? = try TestNetwork.run { _ in
            try backend.session([setting]).granted[name]
        }
        var faults = Faults()
        faults.expect("\(name) of \(setting)", granted, value)
        return faults.words
    }

    /// IFF_PROMISC of the receiving interface, while a capture is open and after it.
    private static func promiscuity(of backend: Backend) throws -> [String] {
        var faults = Faults()
        for (words, isWanted) in [([], true), (["promiscuous=false"], false)] {
            let (during, after) = try TestNetwork.run { _ in
                func isOn() throws -> Bool {
                    let flags = try Sysfs().read("class/net/\(TestNetwork.receiver)/flags")
                    return (Int(flags.dropFirst(2), radix: 16) ?? 0) & 0x100 != 0
                }
                var session: (any CaptureSession)? = try backend.session(words)
                let during = try isOn()
                withExtendedLifetime(session) {}
                session = nil
                return (during, try isOn())
            }
            faults.expect("promiscuous, \(words)", during, isWanted)
            faults.expect("promiscuous after the capture, \(words)", after, false)
        }
        return faults.words
    }

    private static func refusal(_ backend: Backend) throws -> [String] {
        try TestNetwork.run { _ in
            do {
                _ = try backend.session(["receive_buffer=100"])
                return ["100 bytes were granted, which the kernel does not do"]
            } catch CaptureError.notGranted("receive_buffer", _, _) {
                return []
            } catch {
                return ["refused otherwise: \(error)"]
            }
        }
    }
}
