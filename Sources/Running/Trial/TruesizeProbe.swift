import Capture
import Experiment
import Frames
import Kernel
import Testbed
import Traffic

/// Measures how many bytes the kernel charges a socket for one frame of a traffic.
///
/// It depends on who allocated the buffer, so on engine and topology, and on the frame's size; it
/// decides how many frames a receive buffer holds. A few frames are sent to a socket that nobody
/// reads, and what its queue is charged (`SK_MEMINFO_RMEM_ALLOC`) is divided by their number.
final class TruesizeProbe {
    private let maker: TestbedMaker
    private let hosts: HostPair?
    private var known: [String: Double] = [:]

    /// - Parameter hosts: those between which the frames go; `nil` for this machine.
    init(_ maker: TestbedMaker, _ hosts: HostPair? = nil) {
        self.maker = maker
        self.hosts = hosts
    }

    /// What was measured so far, for the manifest: traffic in words, and bytes.
    var facts: [String: String] {
        Dictionary(uniqueKeysWithValues: known.map { ("truesize.\($0)", "\($1)") })
    }

    /// Bytes charged for a frame, on average over the sizes; `nil` if no frame arrived.
    func truesize(of traffic: TrafficPoint) throws -> Double? {
        let key = "\(traffic.topology).\(traffic.engine).\(traffic.sizes.text)"
        if let found = known[key] { return found }
        let found = try measure(traffic)
        known[key] = found
        return found
    }

    /// Sizes looked at of a distribution: what is charged has a handful of steps.
    private static let looks = 64
    /// Frames of each size: as many as the smallest receive buffer holds of the largest frame.
    static let frames = 4

    private func measure(_ traffic: TrafficPoint) throws -> Double? {
        guard let topology = Topology(rawValue: traffic.topology),
            let engine = Engine.named(traffic.engine)
        else { return nil }
        let sizes = traffic.sizes.sample(of: Self.looks)
        if let hosts { return try hosts.charged(for: sizes, of: traffic) }
        let bed = try maker.make(topology, for: traffic)
        let socket = try Queue(bed.tap, traffic.format)
        var total = 0.0
        for size in sizes {
            // What is charged depends on the size, not on the content.
            let isReplay = traffic.format.replay != nil
            let largest = FrameSize.maximum(mtu: traffic.mtu)
            let request = TrafficRequest(
                interface: bed.generator.name, settings: traffic.engineSettings,
                sizes: .fixed(min(size, largest)), load: .frameRate(50_000),
                format: isReplay ? .bare : traffic.format,
                peer: bed.capture.namespace.path)
            try bed.generator.inside {
                let session = try engine.open(request)
                // The beginning of a connection is no frame of the traffic.
                try socket.empty()
                let run = TrafficRun(
                    runID: 0, start: MonotonicClock.now(), frames: Self.frames,
                    duration: 1_000_000_000)
                _ = try session.run(run, until: SharedFlag())
            }
            guard let bytes = try socket.charged(for: Self.frames) else { return nil }
            total += Double(bytes) / Double(Self.frames)
        }
        return total / Double(sizes.count)
    }

    /// A packet socket whose queue is looked at and emptied.
    final class Queue {
        private let socket: PacketSocket

        init(_ link: Link, _ format: FrameFormat) throws {
            socket = try link.inside {
                let socket = try PacketSocket(interface: link.name)
                // A frame of the largest size may be charged more than a small default holds.
                _ = try socket.setReceiveBuffer(1 << 20)
                // Test frames are for nobody's address, and hardware looks at that.
                try socket.joinPromiscuous()
                if format.isConnection {
                    // Answers are none, either.
                    try socket.attach(SocketFilter(compiling: format.filter, snaplen: 65_535))
                }
                try socket.bind()
                return Carrier(socket)
            }.take()
        }

        /// Bytes charged once so many frames have come; `nil` if they do not within 200 ms.
        func charged(for frames: Int) throws -> Int? {
            let deadline = MonotonicClock.now() + 200_000_000
            var arrived = 0
            while MonotonicClock.now() < deadline {
                arrived += Int(try socket.readStatistics().packets)
                if arrived >= frames {
                    let bytes = try socket.queuedBytes()
                    try empty()
                    return bytes
                }
                Poll.sleep(until: MonotonicClock.now() + 500_000)
            }
            return nil
        }

        func empty() throws {
            _ = try socket.readStatistics()
            withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { buffer in
                while socket.receive(into: buffer, waiting: false) >= 0 {}
            }
        }
    }

    /// Carries a noncopyable value out of a closure that returns copyable ones.
    private final class Carrier {
        private var socket: PacketSocket?
        init(_ socket: consuming PacketSocket) { self.socket = consume socket }
        func take() throws -> PacketSocket {
            guard let socket = socket.take() else {
                throw SystemError(call: "socket(AF_PACKET)", code: 0)
            }
            return socket
        }
    }
}
