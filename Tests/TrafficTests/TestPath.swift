import Capture
import Frames
import Glibc
import Kernel
import Sampling
import Settings
import Testbed
import Testing

@testable import Traffic

/// What tests of this module need of the machine they run on.
enum Here {
    static let isRoot = geteuid() == 0
    static let needsRoot = "needs root: namespaces, packet sockets and kernel threads"
}

/// Runs `body` on a thread of its own, so that CPUs and policies stay behind with it.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let outcome = Mailbox<Result<Value, any Error>>()
    try Thread.start { outcome.put(Result { try body() }) }
    return try outcome.take().get()
}

/// What `body` comes to when nothing disturbs it, at the sixth attempt whatever disturbs it.
///
/// If others had the machine most of the time, the test is skipped instead, visibly.
///
/// A machine that stands still for 25 ms has a device's ring of 256 frames overflow, which is not
/// what is tested.
func undisturbed<Value>(_ body: () throws -> (Value, isDisturbed: Bool)) throws -> Value {
    var busy = 0
    for number in 1...6 {
        let start = try TaskSnapshot.read()
        let (value, isDisturbed) = try body()
        if !isDisturbed { return value }
        let load = ForeignLoad(
            from: start, to: try TaskSnapshot.read(), excluding: [ProcessInfo.pid])
        if load.percentOfOneCPU ?? 0 > 2 { busy += 1 }
        if number == 6 && busy < 4 { return value }
    }
    // Of a test with arguments Swift Testing would say that it passed.
    let name = (Test.current?.name ?? "").prefix { $0 != "(" }.filter { $0 != "`" }
    print("➜ Test \"\(name)\" was cancelled: \"machine too busy: frames were refused each time\"")
    try Test.cancel("machine too busy: frames were refused each time")
}

/// A veth pair of a test's own, with a checking receiver at its far end.
final class TestPath {
    let pair: VethPair
    let topology: Topology
    let placement: Placement
    private let isDone = SharedFlag()
    private let expected = Mailbox<UInt64>()
    private let counts = Mailbox<Result<FrameCounts, any Error>>()

    static let runID: UInt32 = 0xfeed_beef

    /// - Parameters:
    ///   - receives: whether somebody captures at the far end.
    ///   - backend: with what.
    init(
        _ topology: Topology = .vethInline, receives: Bool = true, backend: String = "tpacket-v3"
    ) throws {
        self.topology = topology
        let cpus = try Scheduling.allowedCPUs()
        placement = Placement(generator: cpus[0], capture: cpus[cpus.count - 1])
        // Ahead of whatever else the machine does: else a ring of 256 frames overflows for want of
        // CPU, and not for what is tested.
        let policy: NAPIPolicy? = topology == .vethNAPI ? .fifo : nil
        pair = try VethPair(topology: topology, policy: policy, mtu: 1500, placement: placement)
        if receives { try startReceiver(backend) }
    }

    var interface: String { pair.generator.name }

    private func startReceiver(_ backend: String) throws {
        let isReady = Mailbox<Void>()
        let (namespace, name) = (pair.capture.namespace, pair.capture.name)
        try Thread.start { [counts, expected, isDone] in
            counts.put(
                Result {
                    try Self.receive(backend, namespace, name, isReady, until: isDone, expected)
                })
            isReady.put(())
        }
        isReady.take()
    }

    /// Captures; the ring of the backend that is used by default has room for a test's frames.
    private static func receive(
        _ backend: String, _ namespace: NetworkNamespace, _ name: String, _ isReady: Mailbox<Void>,
        until isDone: SharedFlag, _ expected: Mailbox<UInt64>
    ) throws -> FrameCounts {
        guard let backend = Backend.named(backend) else {
            throw SystemError(call: "no backend", code: ENOENT)
        }
        let settings = Settings(defaultsOf: backend.component.settings)
        let session = try namespace.enter { () throws(SystemError) in
            Result { try backend.open(CaptureRequest(interface: name, settings: settings)) }
        }.get()
        var tally = try FrameTally(counting: .stamp)
        tally.accept(runID: runID)
        isReady.put(())
        while !isDone.isRaised { _ = try session.receive(into: &tally, timeoutMilliseconds: 20) }
        let wanted = expected.take()
        let deadline = MonotonicClock.now() + 5_000_000_000
        while tally.counts.frames < wanted && MonotonicClock.now() < deadline {
            _ = try session.receive(into: &tally, timeoutMilliseconds: 20)
        }
        // What comes after the last one expected is counted too.
        _ = try session.receive(into: &tally, timeoutMilliseconds: 100)
        return tally.counts
    }

    /// What the receiver counted, once it has this many frames or 5 s have passed.
    func received(_ frames: Int) throws -> FrameCounts {
        expected.put(UInt64(frames))
        isDone.raise()
        return try counts.take().get()
    }

    /// Opens an engine inside the sending namespace.
    func open(
        _ engine: Engine = .sendmmsg, words: [String] = [], load: Load,
        sizes: SizeDistribution = .fixed(.minimum), format: FrameFormat = .bare
    ) throws -> any TrafficSession {
        var request = request(engine, load: load, sizes: sizes, format: format)
        request.settings = try Settings(
            words: words, for: "engine \(engine.name)", specs: engine.component.settings)
        return try pair.generator.inside { try engine.open(request) }
    }

    func request(
        _ engine: Engine = .sendmmsg, load: Load, sizes: SizeDistribution = .fixed(.minimum),
        format: FrameFormat = .bare
    ) -> TrafficRequest {
        TrafficRequest(
            interface: interface, settings: Settings(defaultsOf: engine.component.settings),
            sizes: sizes, load: load, format: format)
    }

    /// Runs `body` on a CPU ahead of all that runs there by turns; on the capture CPU that is the kernel's
    /// thread, too.
    ///
    /// Not for the engine `xdp`: the thread that ends it would be behind it on that CPU, and never run.
    func ahead(
        on cpu: Int, _ body: @escaping () throws -> TrafficReport
    ) throws -> TrafficReport {
        // The session and the path are used by one thread at a time.
        nonisolated(unsafe) let body = body
        return try onThread {
            try Scheduling.pin(to: cpu)
            try Scheduling.setFIFO(0, priority: 10)
            return try body()
        }
    }

    /// Takes the sending interface down after a while.
    func takeDown(afterMilliseconds delay: Int64) throws {
        let (namespace, name) = (pair.generator.namespace, interface)
        try Thread.start {
            Poll.sleep(until: MonotonicClock.now() + delay * 1_000_000)
            _ = try? namespace.enter { () throws(SystemError) in
                try Command.collect(["ip", "link", "set", name, "down"])
            }
        }
    }

    /// Does something to the sending namespace once frames have been sent, or after 20 s.
    ///
    /// - Parameter delay: milliseconds to wait from then on.
    func onceSending(
        after delay: Int64 = 0, _ body: @escaping @Sendable (NetworkNamespace) -> Void
    ) throws {
        let (namespace, name) = (pair.generator.namespace, interface)
        try Thread.start {
            let deadline = MonotonicClock.now() + 20_000_000_000
            let file = "class/net/\(name)/statistics/tx_packets"
            repeat {
                Poll.sleep(until: MonotonicClock.now() + 10_000_000)
                let sent = try? namespace.enter { () throws(SystemError) in
                    Int(try Sysfs().read(file)) ?? 0
                }
                if sent ?? 0 > 0 { break }
            } while MonotonicClock.now() < deadline
            Poll.sleep(until: MonotonicClock.now() + delay * 1_000_000)
            body(namespace)
        }
    }

    /// Frames that the sending device took and the receiving CPU's backlog had no room for.
    ///
    /// On other paths the sender is told, and the receiver counts the same frames again.
    func backlogDrops() throws -> Int {
        guard topology.refusals == .ringThenBacklog else { return 0 }
        return Int(try pair.capture.counters().receiveDrops)
    }

    /// A statistic of the sending interface.
    func sent(_ file: String) throws -> Int {
        try pair.generator.inside {
            Int(try Sysfs().read("class/net/\(interface)/statistics/\(file)")) ?? -1
        }
    }
}

extension TrafficRun {
    /// A run that starts now and has all the time it needs.
    static func now(_ frames: Int) -> TrafficRun {
        TrafficRun(
            runID: TestPath.runID, start: MonotonicClock.now(), frames: frames,
            duration: 60_000_000_000)
    }
}
