import Frames
import Testing

@testable import Traffic

struct BurstTests {
    private static let millisecond: Int64 = 1_000_000

    @Test("a burst goes back to back, and the next one not before its time")
    func backToBack() {
        var pacer = Pacer(load: .burst(frames: 64, every: Self.millisecond), sizes: [.minimum])
        for burst in 0..<1_000 as Range<Int64> {
            let start = burst * Self.millisecond
            #expect(pacer.nextDue == start)
            #expect(pacer.take(at: start - 1, limit: 64) == 0)
            // As an engine with batches of 32 asks.
            #expect(pacer.take(at: start, limit: 32) == 32)
            #expect(pacer.take(at: start, limit: 100) == 32)
            #expect(pacer.take(at: start + 999_999, limit: 64) == 0)
        }
        #expect(pacer.taken == 64_000 && pacer.lateShift == 0)
    }

    @Test("bursts that are late come whole, and at no more than 1.1 times their rate")
    func lateBursts() {
        var send = PacedSend(.burst(frames: 64, every: Self.millisecond))
        send.run(from: 0, to: 9_999_999, step: 1_000)
        #expect(send.pacer.taken == 640)
        // 10 bursts were missed: frames come at 10, 11 … 20 ms, but nobody asked before 20.
        let resumed: Int64 = 20_000_000
        send.run(from: resumed, to: 200_000_000, step: 1_000)
        // A burst may go at once, and one more every 1/1.1 ms.
        for window: Int64 in [1_000, 800_000, 2_000_000, 5_000_000, 20_000_000, 50_000_000] {
            let bursts = (Double(window) / (1e6 / 1.1)).rounded(.up) + 1
            #expect(Double(send.densest(within: window, from: resumed)) <= 64 * bursts)
        }
        // The debt of 10 bursts at a gain of a tenth is repaid after 100, and all is on time again.
        #expect(send.pacer.taken == 64 * 201)
        #expect(send.pacer.lateShift == 0)
        let later = send.takes.filter { $0.now > 150_000_000 }
        #expect(later.count == 50 && later.allSatisfy { $0.now % Self.millisecond == 0 })
        #expect(later.allSatisfy { $0.frames == 64 })
    }

    @Test("a debt of more than 50 ms is forgiven, and bursts stay whole")
    func forgiven() {
        var send = PacedSend(.burst(frames: 10, every: Self.millisecond))
        send.take(at: 0)
        send.run(from: 80_000_000, to: 900_000_000, step: 10_000)
        // The burst of 1 ms was 79 ms late.
        #expect(send.pacer.lateShift == 29_000_000)
        #expect(send.takes.allSatisfy { $0.frames == 10 })
        #expect(send.pacer.nextDue % Self.millisecond == 0)
    }

    @Test("an engine that is slow within a burst ends it late, and begins the next one on time")
    func slowWithinABurst() {
        var pacer = Pacer(load: .burst(frames: 64, every: Self.millisecond), sizes: [.minimum])
        var begins: [Int64] = []
        var now: Int64 = 0
        while pacer.taken < 64 * 100 {
            let before = pacer.taken
            if pacer.take(at: now, limit: 8) > 0, before % 64 == 0 { begins.append(now) }
            // 8 batches of 100 us each.
            now += 100_000
        }
        #expect(begins == (0..<100).map { Int64($0) * Self.millisecond })
    }

    @Test(
        "frames of a duration are those of the bursts that begin in it",
        arguments: [
            (1, 64), (1_000_000, 64), (1_000_001, 128), (20_000_000_000, 1_280_000),
            (1_000_500_000, 64_064),
        ] as [(Int64, Int)])
    func exactCount(duration: Int64, frames: Int) {
        let load = Load.burst(frames: 64, every: Self.millisecond)
        #expect(Pacer.frames(within: duration, load: load, sizes: [.minimum]) == frames)
        var pacer = Pacer(load: load, sizes: [.minimum])
        if duration < 2_000_000_000 {
            for now in stride(from: 0, to: duration, by: 100_000) {
                _ = pacer.take(at: now, limit: 64)
            }
            #expect(pacer.taken == frames)
        }
    }

    @Test("bursts of one frame are an even rate")
    func single() {
        let load = Load.burst(frames: 1, every: 1_000)
        let duration: Int64 = 1_000_000_000
        #expect(Pacer.frames(within: duration, load: load, sizes: [.minimum]) == 1_000_000)
    }

    @Test("random stalls: no frame before its time, no window above 1.1 times its bursts")
    func randomStalls() {
        var random = SplitMix64(seed: 44)
        for _ in 0..<40 {
            let frames = Int.random(in: 1...200, using: &random)
            let every = Int64.random(in: 20_000...2_000_000, using: &random)
            var send = PacedSend(.burst(frames: frames, every: every))
            var now: Int64 = 0
            for _ in 0..<3_000 {
                let stalls = Int.random(in: 0..<300, using: &random) == 0
                now += Int64.random(in: stalls ? 0...60_000_000 : 0...20_000, using: &random)
                send.take(at: now, limit: 64)
            }
            let elapsed = Double(now - send.pacer.lateShift)
            #expect(Double((send.pacer.taken - 1) / frames) * Double(every) <= elapsed + 1)
            for window: Int64 in [1, 100_000, 1_000_000, 20_000_000] {
                let bursts = ((Double(window) + 16_000) * 1.1 / Double(every)).rounded(.up) + 1
                #expect(
                    Double(send.densest(within: window)) <= bursts * Double(frames),
                    "\(frames) frames every \(every) ns, window \(window)")
            }
        }
    }
}

struct UnpacedTests {
    @Test("without a pace every frame may go at once, whenever it is asked for")
    func everything() {
        var pacer = Pacer(load: .unpaced, sizes: [.minimum])
        #expect(pacer.take(at: 0, limit: 64) == 64)
        #expect(pacer.take(at: 0, limit: 1) == 1)
        #expect(pacer.take(at: 0, limit: 0) == 0)
        #expect(pacer.take(at: 3_600_000_000_000, limit: 64) == 64)
        #expect(pacer.taken == 129)
        #expect(pacer.lateShift == 0)
    }

    @Test("a run without a pace is bounded by more frames than an engine sends")
    func bound() {
        let second: Int64 = 1_000_000_000
        let frames = Pacer.frames(within: second, load: .unpaced, sizes: [.minimum])
        #expect(frames == 20_000_000)
        #expect(Pacer.frames(within: 1, load: .unpaced, sizes: [.minimum]) == 1)
    }
}

struct MeasuredRateTests {
    @Test("an even rate is measured as itself, however short the run")
    func even() {
        for frames in [2, 3, 1_000_000] {
            let rate = Pacer.rate(of: frames, load: .frameRate(153_940), sizes: [.minimum])
            #expect(abs((rate ?? 0) - 153_940) < 1e-6)
        }
    }

    @Test("of bursts, the pause after the last one is no part of the run")
    func bursts() {
        let load = Load.burst(frames: 64, every: 1_000_000)
        // 10 bursts in 9 ms.
        #expect(Pacer.rate(of: 640, load: load, sizes: [.minimum]) == 639 * 1e9 / 9_000_000)
        #expect(Pacer.rate(of: 64, load: load, sizes: [.minimum]) == nil)
    }

    @Test("of sizes at a bit rate, those that are sent count")
    func bits() {
        let sizes = [FrameSize(64), FrameSize(1518)]
        // 672 ns after the first frame, 12,304 after the second.
        #expect(Pacer.rate(of: 2, load: .wireBitRate(1e9), sizes: sizes) == 1e9 / 672)
        #expect(Pacer.rate(of: 3, load: .wireBitRate(1e9), sizes: sizes) == 2e9 / 12_976)
    }

    @Test("without a pace, or of one frame, there is none")
    func none() {
        #expect(Pacer.rate(of: 9, load: .unpaced, sizes: [.minimum]) == nil)
        #expect(Pacer.rate(of: 1, load: .frameRate(5), sizes: [.minimum]) == nil)
    }
}
