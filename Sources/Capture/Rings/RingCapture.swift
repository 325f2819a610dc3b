import CLinux
import Frames
import Kernel

/// A capture from a packet ring of any version: the part that all sessions with a ring share.
///
/// A struct, because a generic class would not do: its methods are compiled once for all rings, and
/// each frame would cost dynamic calls. The sessions around it are one plain class for each ring.
struct RingCapture<Ring: FrameRing & ~Copyable>: ~Copyable {
    let tap: PacketTap
    let granted: Granted
    private var ring: Ring
    /// Frames after which a batch ends although there are more.
    private let batch = 1024

    init(tap: PacketTap, ring: consuming Ring, granted: Granted) {
        self.tap = tap
        self.ring = ring
        self.granted = granted
    }

    @inline(__always)
    mutating func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        switch tally.touch {
        case .count:
            return try take(into: &tally.counter, timeoutMilliseconds)
        case .account:
            tally.accountant.snaplen = tap.settings.snaplen
            return try take(into: &tally.accountant, timeoutMilliseconds)
        case .stamp:
            tally.checker.snaplen = tap.settings.snaplen
            return try take(into: &tally.checker, timeoutMilliseconds)
        case .sequence:
            tally.sequencer.snaplen = tap.settings.snaplen
            return try take(into: &tally.sequencer, timeoutMilliseconds)
        }
    }

    /// Takes what the kernel has yet to hand over; once, at the end.
    mutating func takeOpen(into tally: inout FrameTally) -> Int {
        switch tally.touch {
        case .count: ring.takeOpen(into: &tally.counter)
        case .account: ring.takeOpen(into: &tally.accountant)
        case .stamp: ring.takeOpen(into: &tally.checker)
        case .sequence: ring.takeOpen(into: &tally.sequencer)
        }
    }

    @inline(__always)
    private mutating func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        let work = tap.settings.work
        guard work > 0 else { return try receive(into: &consumer, milliseconds) }
        return try consumer.working(work) { worker throws(CaptureError) in
            try receive(into: &worker, milliseconds)
        }
    }

    /// Looks before it waits and after: poll(2) sees only the newest slot.
    private mutating func receive<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        var taken = ring.drain(into: &consumer, limit: batch)
        if taken > 0 { return taken }
        if tap.settings.isBusy { return try spin(into: &consumer, milliseconds) }
        let outcome = try tap.wait(milliseconds: milliseconds)
        taken = ring.drain(into: &consumer, limit: batch)
        if taken == 0, case .timedOut = outcome { try tap.pending.throwIfAny() }
        return taken
    }

    private mutating func spin<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        let deadline = MonotonicClock.now() + Int64(milliseconds) * 1_000_000
        repeat {
            for _ in 0..<256 {
                let taken = ring.drain(into: &consumer, limit: batch)
                if taken > 0 { return taken }
                clinux_pause()
            }
        } while MonotonicClock.now() < deadline
        try tap.pending.throwIfAny()
        try tap.pending.take(from: tap.socket.descriptor.number)
        return 0
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        var counters = try tap.counters()
        if Ring.countsFreezes { counters.freezes = tap.freezes }
        return counters
    }

    func depthFrames(sizes: SizeDistribution) -> Int {
        ring.depthFrames(sizes: sizes, snaplen: tap.settings.snaplen)
    }
}

extension PacketTap {
    /// Makes and maps the receive ring, and checks that it is what was asked for.
    ///
    /// - Parameter granted: gains the source of the geometry.
    func makeRing(
        _ geometry: RingGeometry, _ version: RingVersion, granted: inout Granted
    ) throws(CaptureError) -> Mapping {
        let made = try socket.makeRing(geometry, version)
        granted.add("geometry_source", made.isConfirmed ? "packet_diag" : "setsockopt")
        return made.memory
    }
}

/// A mapped receive ring.
struct MadeRing: ~Copyable {
    let memory: Mapping
    /// The kernel was asked for its geometry, and did not only accept the request.
    let isConfirmed: Bool
}

extension PacketSocket {
    /// Makes and maps the receive ring, and checks that it is what was asked for.
    borrowing func makeRing(
        _ geometry: RingGeometry, _ version: RingVersion
    ) throws(CaptureError) -> MadeRing {
        try geometry.checkMemory()
        let memory: Mapping
        do throws(SystemError) {
            try setVersion(version)
            memory = try makeReceiveRing(geometry, version: version)
        } catch {
            throw CaptureError(error, interface: interface)
        }
        guard let real = try? PacketDiag.receiveRing(of: descriptor.number) else {
            return MadeRing(memory: memory, isConfirmed: false)
        }
        guard real == geometry else {
            throw .notGranted(what: "ring", requested: geometry.text, granted: real.text)
        }
        return MadeRing(memory: memory, isConfirmed: true)
    }
}

extension RingGeometry {
    /// Refuses a ring that would drive the machine out of memory: the kernel would not, and would
    /// then kill some process or other.
    func checkMemory() throws(CaptureError) {
        guard let available = MemoryInfo.availableBytes() else { return }
        let wanted = blockSize.multipliedReportingOverflow(by: blockCount)
        guard wanted.overflow || wanted.partialValue > available / 10 * 9 else { return }
        throw .unsupported(
            "a ring of \(blockCount) blocks of \(blockSize) bytes does not fit "
                + "the \(available) bytes of memory that are available")
    }

    /// For messages: `64 blocks of 1048576 bytes`.
    var text: String {
        "\(blockCount) blocks of \(blockSize) bytes, \(frameCount) frames of \(frameSize), "
            + "retire timeout \(retireTimeout) ms"
    }
}
