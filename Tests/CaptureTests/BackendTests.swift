import Frames
import Glibc
import Kernel
import Settings
import Testing

@testable import Capture

/// Every backend on the real kernel, each test in a namespace of its own.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct BackendTests {
    /// Names of the backends that capture from an interface.
    static let packet = Backend.names()

    static func backend(_ name: String) throws -> Backend {
        try #require(Backend.named(name))
    }

    @Test(arguments: packet, [Counting.count, .stamp])
    func everyFrameSentIsDeliveredOnce(_ name: String, _ counting: Counting) throws {
        let backend = try Self.backend(name)
        let outcome = try TestNetwork.run { _ in
            let session = try backend.session(counting: counting)
            var tally = try FrameTally(counting: counting)
            tally.accept(runID: 7)
            var sender = try TestSender()
            for _ in 0..<20 {
                try sender.send(25)
                _ = try session.receive(into: &tally, timeoutMilliseconds: 20)
            }
            try session.drain(into: &tally)
            return Outcome(counts: tally.counts, counters: try session.counters())
        }
        #expect(outcome.counts.frames == 500)
        #expect(outcome.counts.bytes == 500 * 60)
        #expect(outcome.counts.stamps == (counting == .stamp ? .with(unique: 500) : nil))
        #expect(outcome.counters.received == 500)
        #expect(outcome.counters.drops == 0)
        #expect(outcome.counters.filtered == 0)
    }

    @Test(arguments: packet)
    func theTimeoutEndsAWaitAndSoDoesASignal(_ name: String) throws {
        let backend = try Self.backend(name)
        let (timeout, interrupted) = try TestNetwork.run { _ in
            let session = try backend.session()
            var tally = try FrameTally(counting: .count)
            let start = MonotonicClock.now()
            _ = try session.receive(into: &tally, timeoutMilliseconds: 100)
            let middle = MonotonicClock.now()
            // The thread may not be waiting yet when it first rings: the best of three.
            let interrupted = try (0..<3).map { _ in
                let start = MonotonicClock.now()
                try Alarm.ringing {
                    _ = try session.receive(into: &tally, timeoutMilliseconds: 20_000)
                }
                return MonotonicClock.now() - start
            }
            return (middle - start, interrupted.min() ?? .max)
        }
        #expect((90_000_000...5_000_000_000).contains(timeout))
        #expect((0...1_500_000_000).contains(interrupted))
    }

    @Test(arguments: packet)
    func anInterfaceThatGoesDownIsToldAfterItsLastFrame(_ name: String) throws {
        let backend = try Self.backend(name)
        let (frames, error) = try TestNetwork.run { network in
            let session = try backend.session()
            var tally = try FrameTally(counting: .count)
            var sender = try TestSender()
            try sender.send(10)
            try session.drain(into: &tally)
            try sender.send(5)
            try network.ip("link", "set", TestNetwork.receiver, "down")
            do {
                for _ in 0..<3 { try session.drain(into: &tally) }
                return (tally.counts.frames, nil as CaptureError?)
            } catch let error as CaptureError {
                return (tally.counts.frames, error)
            }
        }
        #expect(frames == 15)
        #expect(error == .interfaceDown(TestNetwork.receiver))
    }

    @Test(arguments: packet)
    func anInterfaceThatIsMissingOrDownIsRefused(_ name: String) throws {
        let backend = try Self.backend(name)
        let (missing, down) = try TestNetwork.run { network in
            try network.ip("link", "set", TestNetwork.receiver, "down")
            let down = Self.refusal { try backend.session() }
            try network.ip("link", "del", TestNetwork.receiver)
            return (Self.refusal { try backend.session() }, down)
        }
        #expect(down == .interfaceDown(TestNetwork.receiver))
        #expect(missing == .noSuchInterface(TestNetwork.receiver))
    }

    private static func refusal(_ open: () throws -> any CaptureSession) -> CaptureError? {
        do {
            _ = try open()
            return nil
        } catch {
            return error as? CaptureError
        }
    }

    /// Opens and closes: a thousand with `BENCH_FULL=1`.
    static let openings = ProcessInfo.environment("BENCH_FULL") == "1" ? 1000 : 40

    /// Of every backend of the list that works in this process: a new one is tested without a word
    /// here.
    @Test(arguments: Backend.all.filter { !$0.isTool }.map(\.name))
    func `Closing leaves no descriptor, thread or memory`(_ name: String) throws {
        let backend = try Self.backend(name)
        let names = backend.component.settings.map(\.name)
        // A small ring, since each is memory to be cleared.
        let usual = ["block_count=2", "ring_frames=64", "umem_frames=64", "filter=greater 1"]
            .filter { word in names.contains { word.hasPrefix($0 + "=") } }
        let wrong = ["filter=no such filter", "queue=77"]
            .filter { word in names.contains { word.hasPrefix($0 + "=") } }
        let (before, after) = try TestNetwork.run { _ in
            for _ in 0..<5 { _ = try backend.session(usual) }
            let before = try Holdings.now()
            for _ in 0..<Self.openings { _ = try backend.session(usual) }
            for _ in 0..<20 { _ = try? backend.session(wrong) }
            return (before, try Holdings.now())
        }
        // Other tests may open one or two at the same time; one for each opening would be a leak.
        #expect(after.descriptors < before.descriptors + 10)
        #expect(after.threads < before.threads + 10)
        #expect(after.bytes < before.bytes + 8 << 20)
    }

    @Test func aQueueTheKernelWillNotGrantIsAnError() throws {
        let backend = Backend.recv
        let refusal = try TestNetwork.run { _ in
            Self.refusal { try backend.session(["receive_buffer=100"]) }
        }
        guard case .notGranted(let what, _, _)? = refusal else {
            Issue.record("granted or refused otherwise: \(String(describing: refusal))")
            return
        }
        #expect(what == "receive_buffer")
    }

    @Test func framesOfOtherRunsAreStray() throws {
        let outcome = try TestNetwork.run { _ in
            let session = try Backend.tpacketV2.session()
            var foreign = try TestSender(run: 8)
            var own = try TestSender()
            try foreign.send(5)
            try own.send(10)
            return try session.outcome()
        }
        #expect(outcome.stamps == .with(unique: 10, stray: 5))
    }
}

/// Signals to the calling thread.
enum Alarm {
    /// Signals the thread while `body` runs: after 100 ms, and every 2 s from then on.
    static func ringing<Value>(_ body: () throws -> Value) rethrows -> Value {
        signal(SIGUSR1) { _ in }
        // Threads of the test runner, and those they make, begin with signals blocked.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGUSR1)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        let bell = Bell(thread: pthread_self())
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let bell = Unmanaged<Bell>.fromOpaque(context).takeRetainedValue()
                var tenths = 0
                while !bell.isOver.isRaised {
                    usleep(100_000)
                    if tenths % 20 == 0 { pthread_kill(bell.thread, SIGUSR1) }
                    tenths += 1
                }
                return nil
            }, Unmanaged.passRetained(bell).toOpaque())
        defer {
            bell.isOver.raise()
            pthread_join(thread, nil)
        }
        return try body()
    }

    private final class Bell {
        let thread: pthread_t
        let isOver = SharedFlag()

        init(thread: pthread_t) { self.thread = thread }
    }
}

/// What this process holds: open descriptors, threads, resident memory.
struct Holdings {
    let descriptors: Int
    let threads: Int
    let bytes: Int

    static func now() throws -> Holdings {
        let status = try ProcFile.text("/proc/self/status").split(separator: "\n")
        func number(_ name: String) -> Int {
            let line = status.first { $0.hasPrefix(name + ":") }
            return line?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0
        }
        return Holdings(
            descriptors: (0..<1024).filter { fcntl(CInt($0), F_GETFD) != -1 }.count,
            threads: number("Threads"), bytes: number("VmRSS") << 10)
    }
}
