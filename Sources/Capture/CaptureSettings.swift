import Frames
import Kernel
import Settings

/// Settings that several backends share, and what they say.
struct CaptureSettings {
    /// Bytes kept of each frame.
    let snaplen: Int
    /// Spin instead of sleeping in the kernel.
    let isBusy: Bool
    /// A pcap filter expression; `nil` if every frame is wanted.
    let filter: String?
    let isPromiscuous: Bool
    /// CPU time burnt for each frame (ns).
    let work: Int64

    /// libpcap's longest snapshot, MAXIMUM_SNAPLEN: longer than frames of the loopback, of 65,550
    /// bytes.
    static let wholeFrames = 262_144
    /// Enough for the frames of any trial.
    private static let defaultSnaplen = 65_535

    init(_ settings: Settings) {
        snaplen = settings.integer("snaplen") ?? Self.defaultSnaplen
        isBusy = settings.text("wake_up") == "busy"
        let expression = settings.text("filter") ?? ""
        filter = expression.isEmpty ? nil : expression
        isPromiscuous = settings.flag("promiscuous") ?? true
        work = settings.nanoseconds("work") ?? 0
    }

    static let snaplen = SettingSpec(
        // From the end of the stamp: what is cut before it cannot be told from a stray frame.
        "snaplen", .integer(46...wholeFrames), default: .integer(defaultSnaplen),
        "bytes kept of each frame; longer frames are cut")
    static let wakeUp = SettingSpec(
        "wake_up", .choice(["poll", "busy"]), default: .text("poll"),
        "how to wait for frames: sleep in the kernel, or spin on the CPU")
    static let filter = SettingSpec(
        "filter", .text,
        "pcap-filter(7) expression run in the kernel; counting what it rejects adds a second tap")
    static let promiscuous = SettingSpec(
        "promiscuous", .flag, default: .flag(true),
        "accept frames for any address, as capture tools do")

    /// Without a default, so that settings that do not have it are those of before it was there:
    /// points keep their names, and older builds understand.
    static let work = SettingSpec(
        "work", .duration(0...1_000_000),
        "CPU time to burn for each frame, as a program would that looks into it; if not set, none")

    /// What every `AF_PACKET` backend of ours has.
    static let packet = [snaplen, wakeUp, filter, promiscuous, work]

    /// Bytes of a frame of this size that are captured.
    func capturedLength(_ size: FrameSize) -> Int {
        min(size.apiLength, snaplen)
    }

    /// Whether frames of this length at most can be longer than what is kept.
    func cuts(longest: Int) -> Bool { snaplen < min(longest, Self.wholeFrames) }

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
