import Frames
import Kernel
package import Settings

/// Settings that several backends share, and what they say.
package struct CaptureSettings {
    /// Bytes kept of each frame.
    let snaplen: Int
    /// Spin instead of sleeping in the kernel.
    let isBusy: Bool
    /// A pcap filter expression; `nil` if every frame is wanted.
    let filter: String?
    let isPromiscuous: Bool
    /// CPU time burnt for each frame (ns).
    let work: Int64
    /// What is done with each frame besides counting it.
    let touch: Touch

    /// libpcap's longest snapshot, MAXIMUM_SNAPLEN: longer than frames of the loopback, of 65,550
    /// bytes.
    static let wholeFrames = 262_144

    init(_ settings: Settings) {
        snaplen = settings[Self.snaplen]
        isBusy = settings[Self.wakeUp] == .busy
        filter = settings[Self.filter]
        isPromiscuous = settings[Self.promiscuous]
        work = settings[Self.work] ?? 0
        touch = Self.touching(settings)
    }

    /// How to wait for frames.
    enum WakeUp: String, Sendable, CaseIterable { case poll, busy }

    package static let snaplen = Setting.integer(
        // From the end of the stamp: what is cut before it cannot be told from a stray frame.
        "snaplen", 46...wholeFrames, default: 65_535,
        "bytes kept of each frame; longer frames are cut")
    static let wakeUp = Setting<WakeUp>.choice(
        "wake_up", default: .poll,
        "how to wait for frames: sleep in the kernel, or spin on the CPU")
    static let filter = Setting<String?>.text(
        "filter",
        "pcap-filter(7) expression, run in the kernel; a second socket counts what it rejects")
    static let promiscuous = Setting.flag(
        "promiscuous", default: true,
        "accept frames for any address, as capture tools do")

    /// Without a default, so that settings that do not have it are those of before it was there:
    /// points keep their names, and older builds understand.
    static let work = Setting<Int64?>.duration(
        "work", 0...1_000_000,
        "CPU time spent on each frame, as by a program that analyses it; if not set, none")

    static let touch = Setting<Touch?>.choice(
        "touch",
        "what to do with each frame besides counting it: nothing (count); read as many bytes as "
            + "the headers of Ethernet, IPv4 and TCP have (header); read every captured byte "
            + "(payload); copy it into 64 MiB of memory (copy); or also write it as a pcap record, "
            + "512 KiB at a time, into a file in memory (write); if not set, count")
    package static let latency = Setting<Bool?>.flag(
        "latency",
        "read the clock for each frame, and tell how long after it was sent it was here; if not "
            + "set, false")
    package static let stall = Setting<PlannedPause?>.pause(
        "stall", longest: 1_000_000_000, every: 60_000_000_000,
        "pauses in which the capture process reads nothing: the first begins half a period after "
            + "the traffic, and none is longer than the traffic; if not set, none")

    package static let ring = Setting<RingSize?>.ring(
        "ring",
        "size of the ring or queue: its bytes, the frames of the traffic that it holds, or the time "
            + "that they take at the offered load; instead of the setting that sizes it otherwise")

    /// What is the same for every backend whose frames pass through this process.
    static let handling = [work.spec, touch.spec, latency.spec, stall.spec]

    /// What every `AF_PACKET` backend of ours has.
    static let packet =
        [snaplen.spec, wakeUp.spec, filter.spec, promiscuous.spec, ring.spec] + sharing + handling

    /// What is done with each frame: counted, where nothing else is asked for.
    static func touching(_ settings: Settings) -> Touch { settings[touch] ?? .count }

    /// The pauses that settings of any backend ask for; `nil` if they ask for none.
    package static func pauses(_ settings: Settings) -> PlannedPause? { settings[stall] }

    /// Whether settings of any backend ask for the time that frames take.
    package static func measuresLatency(_ settings: Settings) -> Bool { settings[latency] ?? false }

    /// Whether a capture process has to know when the traffic begins.
    package static func needsStart(_ settings: Settings) -> Bool {
        measuresLatency(settings) || pauses(settings) != nil
    }

    /// Whether what settings of any backend ask for depends on when frames are sent.
    package static func needsLoad(_ settings: Settings) -> Bool {
        measuresLatency(settings) || settings[ring] != nil
    }

    /// Bytes that settings of any backend keep of a frame.
    package static func bytesKept(_ settings: Settings) -> Int {
        settings.ifPresent(snaplen) ?? wholeFrames
    }

    /// Bytes of a frame of this size that are captured.
    func capturedLength(_ size: FrameSize) -> Int {
        min(size.apiLength, snaplen)
    }

    /// Whether frames of this length at most can be longer than what is kept.
    func cuts(longest: Int) -> Bool { snaplen < min(longest, Self.wholeFrames) }

    /// Why a capture by packet sockets cannot have these settings, or `nil`.
    static func packetProblem(_ settings: Settings) -> SettingError? {
        sharingProblem(settings) ?? CaptureSettings(settings).filterProblem
    }

    /// Why the filter does not compile, or `nil`.
    var filterProblem: SettingError? {
        guard let filter else { return nil }
        do throws(CaptureError) {
            _ = try SocketFilter(compiling: filter, snaplen: snaplen)
            return nil
        } catch {
            return SettingError(name: "filter", problem: error.description)
        }
    }
}
