import CLinux
import Frames
import Glibc
import Kernel
import Settings

@testable import Capture
@testable import Testbed

/// A network namespace of a test's own, with a veth pair `t0` (sender) and `t1` (receiver).
///
/// Exists as long as the thread that made it; nothing outside it is touched.
struct TestNetwork {
    static let sender = "t0"
    static let receiver = "t1"

    /// Why tests of the real kernel cannot run here; shown where they are skipped.
    static let requirement = "needs root: a network namespace and packet sockets"
    static let isAvailable = geteuid() == 0

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs `body` on a fresh thread in a fresh namespace.
    static func run<Result: Sendable>(
        _ body: @escaping @Sendable (TestNetwork) throws -> Result
    ) throws -> Result {
        let job = Job {
            guard clinux_unshare_net() == 0 else {
                throw Failure(description: "unshare: errno \(errno)")
            }
            let network = TestNetwork()
            try network.makePair()
            return try body(network)
        }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(job)
        let status = pthread_create(&thread, nil, runJob, context.toOpaque())
        guard status == 0 else { throw Failure(description: "pthread_create: \(status)") }
        // A wait that never ends is a fault of what is tested.
        guard job.isDone(within: 120) else {
            throw Failure(description: "the test's thread did not end within 120 s")
        }
        pthread_join(thread, nil)
        guard let value = try job.outcome?.get() as? Result else {
            throw Failure(description: "the thread left no result")
        }
        return value
    }

    /// Makes the pair anew, with queues over which flows are spread.
    static func remake(_ queues: VethQueues) throws {
        let network = TestNetwork()
        try network.ip("link", "del", sender)
        try network.makePair(queues)
    }

    private func makePair(_ queues: VethQueues = .one) throws {
        // No router solicitations or neighbour discovery among the test frames.
        for name in ["all", "default"] {
            Self.write("1", to: "/proc/sys/net/ipv6/conf/\(name)/disable_ipv6")
        }
        let words = ["mtu", "9000"] + queues.words.split(separator: " ").map(String.init)
        try ip(
            ["link", "add", Self.sender] + words + ["type", "veth", "peer", "name", Self.receiver]
                + words)
        try queues.spreadFrames(of: Self.sender)
        for name in [Self.sender, Self.receiver] {
            try ip("link", "set", name, "arp", "off", "multicast", "off", "up")
        }
        try Self.awaitCarrier()
    }

    /// Until then frames that are sent are thrown away: a pair gets its queue a moment after both ends
    /// are up, longer on a busy machine.
    private static func awaitCarrier() throws {
        let sysfs = try Sysfs()
        let deadline = MonotonicClock.now() + 10_000_000_000
        for name in [sender, receiver] {
            while try sysfs.read("class/net/\(name)/operstate") != "up" {
                guard MonotonicClock.now() < deadline else {
                    throw Failure(description: "\(name) has no carrier")
                }
                Poll.sleep(until: MonotonicClock.now() + 1_000_000)
            }
        }
    }

    private static func write(_ text: String, to path: String) {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = text.withCString { Glibc.write(file, $0, text.utf8.count) }
        close(file)
    }

    /// Runs ip(8) in this thread's namespace.
    func ip(_ arguments: String...) throws { try ip(arguments) }

    private func ip(_ arguments: [String]) throws {
        var child = pid_t()
        var words = (["ip"] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        guard posix_spawnp(&child, "ip", nil, nil, &words, environ) == 0 else {
            throw Failure(description: "ip(8) cannot be run")
        }
        var status: CInt = 0
        waitpid(child, &status, 0)
        guard status == 0 else {
            throw Failure(description: "ip \(arguments.joined(separator: " ")): \(status)")
        }
    }
}

/// A closure on its way to a thread, and its outcome on the way back; the join orders the two.
private final class Job: @unchecked Sendable {
    let body: () throws -> any Sendable
    var outcome: Result<any Sendable, any Error>?

    private let end = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ body: @escaping () throws -> any Sendable) {
        self.body = body
        sem_init(end, 0, 0)
    }

    deinit { end.deallocate() }

    func run() {
        outcome = Result { try body() }
        sem_post(end)
    }

    func isDone(within seconds: Int) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        deadline.tv_sec += seconds
        while sem_timedwait(end, &deadline) == -1 {
            guard errno == EINTR else { return false }
        }
        return true
    }
}

private func runJob(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let job = Unmanaged<Job>.fromOpaque(context).takeRetainedValue()
    job.run()
    return nil
}

/// Sends test frames into the pair, one system call each.
struct TestSender: ~Copyable {
    private let socket: PacketSocket
    private var next: UInt64 = 0
    private let run: UInt32

    init(run: UInt32 = 7, on interface: String = TestNetwork.sender) throws {
        socket = try PacketSocket(interface: interface)
        self.run = run
    }

    /// Sends frames the other way.
    static func receive(lengths: [Int]) throws {
        var peer = try TestSender(on: TestNetwork.receiver)
        try peer.send(lengths: lengths)
    }

    /// Sends the next frames of the run, each of its length (no FCS).
    mutating func send(lengths: some Sequence<Int>) throws {
        for length in lengths {
            try send(StampedFrame.bytes(run: run, sequence: next, length: length))
            next += 1
        }
    }

    /// Sends one frame so long (ns) after it was stamped.
    mutating func send(after delay: Int64) throws {
        let now = MonotonicClock.now()
        let frame = StampedFrame.bytes(
            run: run, sequence: next, length: 60, time: UInt64(now))
        Poll.sleep(until: now + delay)
        try send(frame)
        next += 1
    }

    mutating func send(_ count: Int, length: Int = 60) throws {
        try send(lengths: repeatElement(length, count: count))
    }

    func send(_ frame: [UInt8]) throws {
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_ifindex = socket.index
        let number = socket.descriptor.number
        _ = try systemCall("sendto") {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(
                        number, frame, frame.count, 0, $0,
                        socklen_t(MemoryLayout<sockaddr_ll>.size))
                }
            }
        }
    }
}

/// What a test wants to know of a capture when it is over.
struct Outcome: Sendable {
    var counts: FrameCounts
    var counters: CaptureCounters
    var stamps: StampCounts { counts.stamps ?? StampCounts() }
}

extension Backend {
    /// What is wrong with these settings for frames of the smallest size; `nil` if nothing is.
    func problem(
        _ words: [String], _ sizes: SizeDistribution = .fixed(.minimum)
    ) throws -> SettingError? {
        component.problem(
            try Settings(words: words, for: name, specs: component.settings), sizes)
    }

    /// Opens this backend on the receiving end, with settings as written after `-o`.
    func session(
        _ words: [String] = [], counting: Counting = .stamp, truesize: Double? = nil,
        interface: String = TestNetwork.receiver, direction: CaptureRequest.Direction = .incoming,
        format: FrameFormat = .bare
    ) throws -> any CaptureSession {
        let settings = try Settings(words: words, for: name, specs: component.settings)
        return try open(
            CaptureRequest(
                interface: interface, settings: settings, counting: counting, truesize: truesize,
                format: format, direction: direction))
    }
}

extension CaptureSession {
    /// Takes frames until none has come for a while.
    ///
    /// - Returns: how many frames the calls say that they took.
    @discardableResult
    func drain(into tally: inout FrameTally, patience: Int32 = 60) throws -> Int {
        var taken = 0
        while case let more = try receive(into: &tally, timeoutMilliseconds: patience), more > 0 {
            taken += more
        }
        return taken
    }

    /// How many frames each call took, until so many were taken or a wait was in vain.
    func sizes(
        of frames: Int, into tally: inout FrameTally, patience: Int32 = 200
    ) throws -> [Int] {
        var sizes: [Int] = []
        while sizes.reduce(0, +) < frames {
            let taken = try receive(into: &tally, timeoutMilliseconds: patience)
            guard taken > 0 else { break }
            sizes.append(taken)
        }
        return sizes
    }

    /// Waits until the kernel has offered so many frames to the socket.
    ///
    /// On a busy machine frames may come after the sender's call has returned: the receive softirq
    /// is then left to ksoftirqd.
    func awaitArrival(of frames: Int) throws {
        let deadline = MonotonicClock.now() + 5_000_000_000
        while try counters().received ?? 0 < frames, MonotonicClock.now() < deadline {
            Poll.sleep(until: MonotonicClock.now() + 1_000_000)
        }
    }

    /// Drains into a fresh tally for run 7.
    func outcome(patience: Int32 = 60) throws -> Outcome {
        var tally = try FrameTally(counting: .stamp)
        tally.accept(runID: 7)
        try drain(into: &tally, patience: patience)
        return Outcome(counts: tally.counts, counters: try counters())
    }
}
