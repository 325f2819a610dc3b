import Frames
import Kernel

/// A sending program that is not ours: how it is called, fed and read.
///
/// Everything here is a function of its arguments; ``ExternalSession`` runs it.
struct ExternalTool: Sendable {
    /// The program's name, searched in PATH.
    let program: String
    /// The Debian package that has it.
    let package: String
    /// The CPU to which it binds itself, whoever starts it; `nil` if it stays where it is put.
    var ownCPU: Int?
    /// A program that sends nothing for longer (ns) hangs.
    var longestPause: Int64 = 200_000_000
    /// The longest frame it sends, FCS included.
    let largest: FrameSize
    /// Makes its input file from the lengths (API length) of the frames in order.
    let input: @Sendable ([Int]) -> [UInt8]
    /// Entries of the size table that go into its input, which it sends again and again.
    let inputFrames: Int
    /// Its arguments; the input is `/proc/self/fd/0`.
    let arguments: @Sendable (Order) -> [String]
    /// Reads what it printed; `nil` if it does not say.
    let claim: @Sendable (String) -> Claim?
    /// Whether a line that it prints says nothing of this run.
    let isNoise: @Sendable (Substring) -> Bool

    /// What it is to send.
    struct Order: Sendable {
        var interface: String
        /// Frames a second, a whole number; `nil` for as fast as it goes.
        var rate: Int?
        /// The run ends after so many frames; `nil` if only time ends it.
        var frames: Int?
    }

    /// What it says of itself.
    struct Claim: Sendable, Hashable {
        /// Frames it has sent, whatever it means by that.
        var frames: Int
        /// How long it was sending, as it reckons; `nil` if it does not say.
        var seconds: Double?
    }
}

extension ExternalTool {
    /// The Ethernet header of every frame: that of the stamped ones.
    static let header = FrameWriter.template(.bare, length: FrameFormat.bare.headerBytes)

    /// Why it cannot work on this machine, for this thread and its children, or `nil`.
    var obstacle: String? {
        if ProcessInfo.program(program) == nil {
            return "needs the program \(program) in PATH: apt-get install \(package)"
        }
        guard let ownCPU, let allowed = try? Scheduling.allowedCPUs(), !allowed.contains(ownCPU)
        else { return nil }
        return "\(program) binds itself to CPU \(ownCPU), which is not among those allowed here"
    }

    /// Why it cannot send this, or `nil`.
    func objection(load: Load, sizes: SizeDistribution, format: FrameFormat) -> String? {
        guard format == .bare else { return "\(program) is given frames of format bare only" }
        guard sizes.largest <= largest else {
            return "\(program) sends frames of up to \(largest.bytes) bytes"
        }
        let kinds = "\(program) sends at a whole number of frames per second, or at “max”"
        switch load {
        case .unpaced: return nil
        case .burst, .recorded: return kinds
        case .wireBitRate where sizes.fixedSize == nil:
            return kinds + "; bits per second are turned into that for one frame size only"
        case .frameRate, .wireBitRate:
            guard let rate = load.framesPerSecond(sizes: sizes) else { return kinds }
            return Self.wholeRate(rate) == nil ? kinds : nil
        }
    }

    /// The nearest whole rate, if it is within a thousandth; `nil` otherwise.
    static func wholeRate(_ rate: Double) -> Int? {
        let whole = rate.rounded()
        guard whole >= 1, whole < 1e9, abs(whole - rate) <= rate / 1000 else { return nil }
        return Int(whole)
    }

    /// The last line that says why it failed; `nil` if it said nothing.
    ///
    /// - Parameter texts: what it printed, the more telling stream first.
    func complaint(_ texts: [String]) -> String? {
        texts.lazy.compactMap { text in
            text.split(whereSeparator: \.isNewline).last { line in
                !isNoise(line) && line.contains { !$0.isWhitespace }
            }
        }.first.map { $0.trimmed }
    }
}

extension Substring {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// The first whole number in it; `nil` without one.
    var firstInteger: Int? {
        drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }.integer
    }

    private var integer: Int? { Int(self) }
}
