import Frames
import Testing

@testable import Traffic

/// What a simulated sender saw of a pacer: the instants at which frames were released.
struct PacedSend {
    var pacer: Pacer
    /// (instant, frames) of every take that gave something.
    private(set) var takes: [(now: Int64, frames: Int)] = []

    init(_ load: Load, _ sizes: [FrameSize] = [.minimum]) {
        pacer = Pacer(load: load, sizes: sizes)
    }

    @discardableResult
    mutating func take(at now: Int64, limit: Int = 64) -> Int {
        let frames = pacer.take(at: now, limit: limit)
        if frames > 0 { takes.append((now, frames)) }
        return frames
    }

    /// Takes whatever is allowed at each step from `start` up to `end`.
    mutating func run(from start: Int64, to end: Int64, step: Int64) {
        for now in stride(from: start, through: end, by: Int(step)) { take(at: now) }
    }

    /// Most frames in any window of `length` ns that begins at or after `start`.
    func densest(within length: Int64, from start: Int64 = 0) -> Int {
        var most = 0
        var sum = 0
        var tail = takes.startIndex
        for take in takes where take.now >= start {
            sum += take.frames
            while takes[tail].now <= take.now - length || takes[tail].now < start {
                if takes[tail].now >= start { sum -= takes[tail].frames }
                tail += 1
            }
            most = max(most, sum)
        }
        return most
    }
}

struct PacerTests {
    private static let uniform = SizeDistribution.uniform(
        smallest: FrameSize(64), largest: FrameSize(1518), seed: 1
    ).sizes()

    @Test(
        "frame i is due at the exact sum of the periods before it, over 20 s",
        arguments: [
            (Load.frameRate(153_940), [FrameSize(64)]),
            (.frameRate(1_488_095), [FrameSize(64)]),
            (.wireBitRate(1e9), uniform),
            (.wireBitRate(100e6), [FrameSize(64)]),
            (.burst(frames: 64, every: 1_000_000), [FrameSize(64)]),
        ])
    func exactSchedule(load: Load, sizes: [FrameSize]) {
        var pacer = Pacer(load: load, sizes: sizes)
        // Wire bits are whole numbers, so this sum has no rounding before the division.
        var bits = 0
        var worst = 0.0
        while pacer.nextDue < 20_000_000_000 {
            let exact =
                switch load {
                case .frameRate(let rate): Double(pacer.taken) * 1e9 / rate
                case .wireBitRate(let rate): Double(bits) * 1e9 / rate
                case .burst(let frames, let every):
                    Double(pacer.taken / frames) * Double(every)
                case .unpaced, .recorded: 0.0
                }
            worst = max(worst, abs(Double(pacer.nextDue) - exact))
            bits += sizes[pacer.taken % sizes.count].wireBits
            // Due times are rounded down: one nanosecond later the frame may surely go.
            guard pacer.take(at: pacer.nextDue + 1, limit: 1) == 1 else {
                Issue.record("frame \(pacer.taken) did not go at its time")
                return
            }
        }
        #expect(worst < 1_000)
        #expect(pacer.lateShift == 0)
        let fitting = Pacer.frames(within: 20_000_000_000, load: load, sizes: sizes)
        #expect(abs(pacer.taken - fitting) <= 1)
    }

    @Test("a large frame after a small one is not late: each pause belongs to the frame before it")
    func pauseBelongsToTheFrameBefore() {
        var pacer = Pacer(load: .wireBitRate(1e9), sizes: [FrameSize(64), FrameSize(1518)])
        #expect(pacer.take(at: 0, limit: 64) == 1)
        #expect(pacer.take(at: 671, limit: 64) == 0)
        #expect(pacer.take(at: 672, limit: 64) == 1)
        #expect(pacer.take(at: 672 + 12_303, limit: 64) == 0)
        #expect(pacer.take(at: 672 + 12_304, limit: 64) == 1)
    }

    @Test(
        "after a pause of 5 ms the debt is repaid, at no more than 1.1 times the nominal rate",
        arguments: [153_940.0, 1_000_000, 1_488_095])
    func repaysDebt(rate: Double) {
        var send = PacedSend(.frameRate(rate))
        send.run(from: 0, to: 20_000_000, step: 500)
        let resumed: Int64 = 25_000_000
        send.run(from: resumed, to: 120_000_000, step: 500)
        // The burst bound: what 16 µs allow at 1.1 times the rate, and one frame.
        let bound = 16e-6 * 1.1 * rate + 1
        for window: Int64 in [1_000, 10_000, 100_000, 1_000_000, 5_000_000, 40_000_000] {
            let allowed = Double(window) * 1e-9 * 1.1 * rate + bound
            #expect(Double(send.densest(within: window, from: resumed)) <= allowed)
        }
        // Debt of 5 ms at a gain of a tenth is gone after 50 ms, and then all is on time again.
        let due = Pacer.frames(within: 120_000_001, load: .frameRate(rate), sizes: [.minimum])
        #expect(send.pacer.taken == due)
        #expect(send.pacer.lateShift == 0)
        let later = send.takes.filter { $0.now > 90_000_000 }
        #expect(later.allSatisfy { $0.frames <= 2 })
    }

    @Test("a debt of up to 50 ms is kept, and what is above is forgiven and counted")
    func forgivesDebt() {
        var kept = PacedSend(.frameRate(1_000_000))
        kept.take(at: 0)
        // Frame 1 is due at 1 µs.
        kept.take(at: 50_001_000)
        #expect(kept.pacer.lateShift == 0)

        var forgiven = PacedSend(.frameRate(1_000_000))
        forgiven.take(at: 0)
        forgiven.take(at: 70_001_000)
        #expect(forgiven.pacer.lateShift == 20_000_000)
        forgiven.run(from: 70_001_500, to: 800_000_000, step: 500)
        #expect(forgiven.pacer.lateShift == 20_000_000)
        // From then on the schedule is the old one, 20 ms later.
        #expect(forgiven.pacer.taken == 780_001)
        #expect(forgiven.pacer.nextDue == 800_001_000)
    }

    @Test("a sender that is always too slow is never given more than the burst bound at once")
    func tooSlowSender() {
        var send = PacedSend(.frameRate(1_000_000))
        // 10 frames may have become due each time; the calls take 40 µs.
        send.run(from: 0, to: 2_000_000_000, step: 40_000)
        #expect(send.takes.map(\.frames).max() == 18)
        #expect(send.pacer.lateShift > 500_000_000)
        // What was sent and what was forgiven are all there ever was, but for the debt kept.
        let spent = Int64(send.pacer.taken) * 1_000 + send.pacer.lateShift
        #expect(abs(2_000_000_000 - spent - 50_000_000) < 50_000)
    }

    @Test("the first frame goes at the start, alone, and none before it")
    func start() {
        var pacer = Pacer(load: .frameRate(1_000_000), sizes: [.minimum])
        #expect(pacer.take(at: -1, limit: 64) == 0)
        #expect(pacer.take(at: 0, limit: 64) == 1)
        #expect(pacer.take(at: 0, limit: 64) == 0)
        #expect(pacer.nextDue == 1_000)
    }

    @Test("a limit leaves the rest for the next call")
    func limit() {
        var pacer = Pacer(load: .frameRate(1_000_000), sizes: [.minimum])
        #expect(pacer.take(at: 10_000, limit: 4) == 4)
        #expect(pacer.take(at: 10_000, limit: 0) == 0)
        #expect(pacer.take(at: 10_000, limit: 64) == 7)
    }

    @Test("the schedule goes on over days, and at one frame a day")
    func days() {
        let day: Int64 = 86_400_000_000_000
        var pacer = Pacer(load: .frameRate(1), sizes: [.minimum])
        for second in 0..<(3 * 86_400) {
            let taken = pacer.take(at: Int64(second) * 1_000_000_000, limit: 64)
            guard taken == 1 else {
                Issue.record("\(taken) frames in second \(second)")
                return
            }
        }
        #expect(pacer.nextDue == 3 * day)
        #expect(pacer.lateShift == 0)
        #expect(pacer.take(at: 30 * day, limit: 64) == 1)
        #expect(pacer.lateShift == 27 * day - 50_000_000)

        var slow = Pacer(load: .frameRate(1e-12), sizes: [.minimum])
        #expect(slow.take(at: 0, limit: 64) == 1)
        #expect(slow.take(at: 1_000_000_000, limit: 64) == 0)
    }
}

struct FramesWithinTests {
    @Test(
        "frames of a duration are those due before its end",
        arguments: [
            (0, 1_000_000.0, 0), (1, 1_000_000, 1), (1_000, 1_000_000, 1),
            (1_001, 1_000_000, 2), (1_000_000_000, 1_000_000, 1_000_000),
            (20_000_000_000, 153_940, 3_078_800), (20_000_000_000, 1_488_095, 29_761_900),
            (5_000_000_000, 3, 15), (1_000_000_000, 0.1, 1), (1_000_000_000, 1e-12, 1),
        ])
    func fixedRate(duration: Int64, rate: Double, frames: Int) {
        #expect(
            Pacer.frames(within: duration, load: .frameRate(rate), sizes: [.minimum]) == frames)
    }

    @Test("of a table of sizes, the frames whose start lies before the end")
    func table() {
        // 672 ns and 12,304 ns at 1 Gbit/s.
        let sizes = [FrameSize(64), FrameSize(1518)]
        for (duration, frames): (Int64, Int) in [
            (1, 1), (672, 1), (673, 2), (12_976, 2), (12_977, 3), (12_976 * 1_000_000, 2_000_000),
        ] {
            #expect(
                Pacer.frames(within: duration, load: .wireBitRate(1e9), sizes: sizes) == frames)
        }
    }

    @Test("agrees with a count by hand for random rates and durations")
    func random() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let bits = Double(Int.random(in: 1_000...100_000_000_000, using: &random))
            let sizes = (0..<4).map { _ in FrameSize(Int.random(in: 64...9022, using: &random)) }
            let duration = Int64.random(in: 1...10_000_000, using: &random)
            var due = 0.0
            var count = 0
            while due < Double(duration) - 1e-3 && count < 2_000 {
                due += Double(sizes[count % 4].wireBits) * 1e9 / bits
                count += 1
            }
            guard count < 2_000 else { continue }
            let found = Pacer.frames(within: duration, load: .wireBitRate(bits), sizes: sizes)
            #expect(found == count, "\(bits) bit/s, \(duration) ns")
        }
    }

    @Test("a rate beyond all measure is a large number, not a trap")
    func absurdRate() {
        let load = Load.frameRate(4.5e18)
        #expect(Pacer.frames(within: .max / 4, load: load, sizes: [.minimum]) == 1 << 53)
        var pacer = Pacer(load: load, sizes: [.minimum])
        #expect(pacer.take(at: 1, limit: 64) == 64)
    }
}

struct PacerPropertyTests {
    @Test("whatever the stalls, no window has more than 1.1 times its share and the burst bound")
    func randomStalls() {
        var random = SplitMix64(seed: 42)
        for _ in 0..<60 {
            let rate = Double(Int.random(in: 10_000...2_000_000, using: &random))
            var send = PacedSend(.frameRate(rate))
            var now: Int64 = 0
            for _ in 0..<3_000 {
                let stalls = Int.random(in: 0..<300, using: &random) == 0
                now += Int64.random(in: stalls ? 0...80_000_000 : 0...2_000, using: &random)
                send.take(at: now, limit: Int.random(in: 1...64, using: &random))
            }
            for window: Int64 in [0, 5_000, 50_000, 500_000, 5_000_000].map({ $0 + 1 }) {
                let allowed = (Double(window) + 16_000) * 1e-9 * 1.1 * rate + 1.001
                #expect(Double(send.densest(within: window)) <= allowed, "\(rate) pps, \(window)")
            }
            // Never early: what was taken was due, shifts included.
            let elapsed = Double(now - send.pacer.lateShift)
            #expect(Double(send.pacer.taken - 1) * 1e9 / rate <= elapsed + 1)
            // Never more than 50 ms behind.
            #expect(send.pacer.nextDue >= now - 50_000_000 - 1)
        }
    }

    @Test("with random stalls and sizes, wire time in any window keeps the bound too")
    func randomStallsOfATable() {
        var random = SplitMix64(seed: 43)
        let sizes = SizeDistribution.uniform(
            smallest: FrameSize(64), largest: FrameSize(1518), seed: 9
        ).sizes()
        for _ in 0..<20 {
            var pacer = Pacer(load: .wireBitRate(1e9), sizes: sizes)
            var now: Int64 = 0
            // Since the last instant at which nothing was owed to the bound.
            var allowance = 16_000.0
            var last: Int64 = 0
            for _ in 0..<3_000 {
                let stalls = Int.random(in: 0..<300, using: &random) == 0
                now += Int64.random(in: stalls ? 0...20_000_000 : 0...5_000, using: &random)
                let first = pacer.taken
                let count = pacer.take(at: now, limit: 64)
                allowance = min(16_000, allowance + Double(now - last))
                last = now
                for index in first..<first + count {
                    // A token bucket: a frame may start while there is anything in it.
                    guard allowance >= -0.01 else {
                        Issue.record("frame \(index) at \(now) breaks the bound")
                        return
                    }
                    allowance -= Double(sizes[index % sizes.count].wireBits) / 1.1
                }
            }
            #expect(pacer.taken > 1_000)
        }
    }
}
