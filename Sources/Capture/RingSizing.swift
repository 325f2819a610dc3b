package import Frames
import Kernel
package import Settings

/// Turns the setting `ring` into the setting that sizes the ring or queue of a backend.
///
/// Which that is, the backend's settings say. What was asked for is rounded up to whole slots, and to
/// the nearest number of blocks if that is near enough; the depth that comes of it is in the results.
package struct RingSizing {
    private let sizes: SizeDistribution
    /// Frames a second; `nil` if nothing is intended.
    private let rate: Double?
    /// Bytes of the longest frame that a slot has to hold.
    private let longest: Int

    /// - Parameter longest: bytes of the longest frame of the interface (without FCS); `nil` if it is
    ///   not known yet: one of an MTU of 1500, or the largest of the traffic.
    package init(sizes: SizeDistribution, rate: Double?, longest: Int? = nil) {
        self.sizes = sizes
        self.rate = rate
        self.longest = longest ?? max(1514, sizes.largest.apiLength)
    }

    /// The same settings, with the size where the backend looks for it.
    ///
    /// - Throws: what cannot be had, with the nearest that can.
    package func resolved(
        _ settings: Settings, of backend: Component
    ) throws(SettingError) -> Settings {
        guard let ring = settings.ifPresent(CaptureSettings.ring) ?? nil else { return settings }
        let size = try inFrames(ring)
        for (spec, place) in Self.places
        where backend.settings.contains(where: { $0.name == spec.name }) {
            if let value = settings[spec.name], value != spec.defaultValue {
                throw Self.error("\(spec.name) sizes it already; give one of the two")
            }
            var copy = settings
            copy[spec.name] = try place(self, size, settings)
            return copy
        }
        throw Self.error("\(backend.name) has no ring or queue of its own")
    }

    private typealias SizeSetter =
        @Sendable (RingSizing, RingSize, Settings) throws(SettingError) -> SettingValue

    /// The settings that size something, and how.
    private static let places: [(SettingSpec, SizeSetter)] = [
        (
            Backend.ringFrames.spec,
            { (sizing, size, settings) throws(SettingError) in
                .integer(try sizing.slots(size, settings))
            }
        ),
        (
            BlockSettings.blockCount.spec,
            { (sizing, size, settings) throws(SettingError) in
                .integer(try sizing.blocks(size, settings))
            }
        ),
        (
            SocketQueue.receiveBuffer.spec,
            { (sizing, size, _) throws(SettingError) in try sizing.queue(size) }
        ),
        (
            pcapBufferSize.spec,
            { (sizing, size, settings) throws(SettingError) in
                .bytes(try sizing.buffer(size, settings))
            }
        ),
        (
            XDPSettings.receiveRing.spec,
            { (sizing, size, settings) throws(SettingError) in
                .integer(try sizing.descriptors(size, settings))
            }
        ),
    ]

    private static func error(_ problem: String) -> SettingError {
        SettingError(name: CaptureSettings.ring.spec.name, problem: problem)
    }

    /// A time as the frames that the traffic sends in it, rounded up.
    private func inFrames(_ ring: RingSize) throws(SettingError) -> RingSize {
        guard case .time(let time) = ring else { return ring }
        guard let rate else {
            throw Self.error(
                "a time has a size only at a rate, and the load is “max”; write frames or bytes")
        }
        let frames = (rate * Double(time) / 1e9).rounded(.up)
        guard frames < Double(Int32.max) else {
            throw Self.error("so much time is more frames than any ring holds (2^31)")
        }
        return .frames(max(1, Int(frames)))
    }

    /// A number of slots of a ring that has so many bytes or frames.
    private func slots(_ size: RingSize, _ settings: Settings) throws(SettingError) -> Int {
        let kept = settings.ifPresent(CaptureSettings.snaplen) ?? longest
        let slot = SlotRing.geometry(.v2, slots: 1, longest: min(kept, longest)).frameSize
        let most = Self.most(Backend.ringFrames.spec)
        switch size {
        case .time: return 1
        case .frames(let frames):
            guard frames <= most else {
                throw Self.error("\(frames) frames are too many; the most is “\(most) frames”")
            }
            return frames
        case .bytes(let bytes):
            return try wholeUnits(bytes, of: slot, "slots", most)
        }
    }

    /// A number of blocks.
    private func blocks(_ size: RingSize, _ settings: Settings) throws(SettingError) -> Int {
        let block = settings[BlockSettings.blockSize]
        let most = Self.most(BlockSettings.blockCount.spec)
        switch size {
        case .time: return 1
        case .bytes(let bytes): return try wholeUnits(bytes, of: block, "blocks", most)
        case .frames(let frames):
            let one = depth(block, 1, settings)
            guard one > 0 else { return 1 }  // The block itself is an error.
            let below = min(max(1, frames / one), most)
            let choices = [below, min(below + 1, most)].map { ($0, depth(block, $0, settings)) }
            let best = choices.min { abs($0.1 - frames) < abs($1.1 - frames) } ?? (1, one)
            if abs(best.1 - frames) * 10 <= frames { return best.0 }
            let nearest = Set(choices.map(\.1)).sorted().map { "“\($0) frames”" }
            throw Self.error(
                "\(frames) frames are no whole number of blocks of \(block) bytes; the nearest: "
                    + nearest.joined(separator: " and ") + ", or another block_size")
        }
    }

    private func depth(_ block: Int, _ count: Int, _ settings: Settings) -> Int {
        BlockSettings.layout(settings, block, count)
            .depthFrames(sizes: sizes, snaplen: settings[CaptureSettings.snaplen])
    }

    /// A receive buffer: the kernel doubles what it is asked for.
    private func queue(_ size: RingSize) throws(SettingError) -> SettingValue {
        switch size {
        case .time: return .frames(1)
        case .frames(let frames): return .frames(frames)
        case .bytes(let bytes):
            let (least, most) = (Self.leastBuffer, Int(Int32.max) - 1)
            guard (least...most).contains(bytes) else {
                throw Self.error(
                    "\(bytes) bytes are no receive buffer; the nearest is "
                        + "“\(bytes < least ? least : most)”")
            }
            guard bytes % 2 == 0 else {
                throw Self.error(
                    "the kernel doubles what it is asked for; the nearest are “\(bytes - 1)” and "
                        + "“\(bytes + 1)”")
            }
            return .bytes(bytes / 2)
        }
    }

    /// The smallest receive buffer that the kernel grants: `SOCK_MIN_RCVBUF`, `include/net/sock.h`.
    private static let leastBuffer = 2304

    /// libpcap's buffer, which it rounds to whole blocks itself.
    private func buffer(_ size: RingSize, _ settings: Settings) throws(SettingError) -> Int {
        guard case .byteCount(let range) = pcapBufferSize.spec.kind else { return 0 }
        let wanted: Int
        switch size {
        case .time: wanted = 0
        case .bytes(let bytes): wanted = bytes
        case .frames(let frames):
            let layout = BlockLayout(blockSize: 0, blockCount: 0)
            let snaplen = settings[CaptureSettings.snaplen]
            let one = layout.footprint(Int(sizes.meanCaptured(snaplen: snaplen).rounded()))
            wanted = frames * one
        }
        guard range.contains(wanted) else {
            let nearest = wanted < range.lowerBound ? range.lowerBound : range.upperBound
            throw Self.error("\(wanted) bytes are no buffer; the nearest is “\(nearest)”")
        }
        return wanted
    }

    /// The descriptors of the receive ring of an AF_XDP socket, a power of two.
    ///
    /// A descriptor stands for a frame of the UMEM, and there are no more of them than `fill_ring` and
    /// `umem_frames` say.
    private func descriptors(_ size: RingSize, _ settings: Settings) throws(SettingError) -> Int {
        let frameSize = settings[XDPSettings.frameSize]
        let most = min(settings[XDPSettings.fillRing], settings[XDPSettings.frames])
        let counts = (0...20).map { 1 << $0 }.filter { $0 <= most }
        let (wanted, unit): (Int, String)
        let choices: [(count: Int, size: Int)]
        switch size {
        case .time: return 1
        case .bytes(let bytes):
            (wanted, unit) = (bytes, "")
            choices = counts.map { ($0, $0 * frameSize) }
        case .frames(let frames):
            (wanted, unit) = (frames, " frames")
            choices = counts.map {
                ($0, XDPRing.depthFrames($0, frameSize: frameSize, sizes: sizes))
            }
        }
        let nearest = choices.sorted { abs($0.size - wanted) < abs($1.size - wanted) }.prefix(2)
        guard let best = nearest.first else { return 1 }  // The rings themselves are an error.
        let isNear = unit.isEmpty ? best.size == wanted : abs(best.size - wanted) * 10 <= wanted
        if isNear { return best.count }
        throw Self.error(
            "\(wanted)\(unit.isEmpty ? " bytes" : unit) are no power of two of descriptors, up to "
                + "fill_ring and umem_frames; the nearest: "
                + Set(nearest.map(\.size)).sorted().map { "“\($0)\(unit)”" }
                .joined(separator: " and "))
    }

    /// How many units so many bytes are.
    private func wholeUnits(
        _ bytes: Int, of unit: Int, _ noun: String, _ most: Int
    ) throws(SettingError) -> Int {
        let (whole, rest) = bytes.quotientAndRemainder(dividingBy: unit)
        if rest == 0, (1...most).contains(whole) { return whole }
        let nearest = Set([min(max(1, whole), most), min(whole + 1, most)]).sorted()
        throw Self.error(
            "\(bytes) bytes are no whole number of \(noun) of \(unit), from 1 to \(most); the nearest: "
                + nearest.map { "“\($0 * unit)”" }.joined(separator: " and "))
    }

    private static func most(_ spec: SettingSpec) -> Int {
        if case .integer(let range) = spec.kind { return range.upperBound }
        return .max
    }
}

extension Backend {
    /// Why the setting `ring` cannot be had with this traffic; `nil` if it can, or is not set.
    package func ringProblem(
        _ settings: Settings, _ sizes: SizeDistribution, _ load: Load
    ) -> SettingError? {
        do throws(SettingError) {
            let sizing = RingSizing(sizes: sizes, rate: load.framesPerSecond(sizes: sizes))
            _ = try sizing.resolved(settings, of: component)
            return nil
        } catch {
            return error
        }
    }
}
