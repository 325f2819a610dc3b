import Frames
import Settings

extension Engine {
    /// trafgen of netsniff-ng: TX_RING without a pace, sendto(2) with one.
    static let trafgen = Engine(
        external: .trafgen,
        summary: "trafgen (netsniff-ng): unstamped; sends each second's frames at once")
}

extension ExternalTool {
    static let trafgen = ExternalTool(
        program: "trafgen", package: "netsniff-ng",
        // Its first process goes to CPU 0. A sweep's generator is on the first CPU allowed.
        ownCPU: 0,
        // It sends a second's frames at once, and waits.
        longestPause: 1_500_000_000,
        // A slot of its ring has 2,048 bytes, the kernel's header among them.
        largest: FrameSize(1522),
        input: { lengths in Array(lengths.map(Trafgen.packet).joined().utf8) },
        // It reads them slowly: 8,192 would take it a fifth of a second.
        inputFrames: 2048,
        arguments: Trafgen.arguments, claim: Trafgen.claim, isNoise: Trafgen.isNoise)
}

/// What trafgen(8) reads and prints.
enum Trafgen {
    /// One packet of a configuration: the Ethernet header, then zeros.
    static func packet(length: Int) -> String {
        let header = ExternalTool.header.map { "0x" + String($0, radix: 16) }
        let rest = length - ExternalTool.header.count
        return "{ \(header.joined(separator: ", ")), fill(0x00, \(rest)) }\n"
    }

    /// - `--cpus`: one process that sends.
    /// - `--notouch-irq`: leaves the interrupts of the machine's interfaces where they are.
    /// - `--ring-size`: a ring of 32 frames. With its own choice more frames can be under way than a
    ///   socket may have, and it gives up at the first EAGAIN when the receiver is a NAPI veth.
    static func arguments(_ order: ExternalTool.Order) -> [String] {
        var words = [
            "--in", "/proc/self/fd/0", "--out", order.interface, "--cpus", "1",
            "--notouch-irq", "--ring-size", "64KiB",
        ]
        if let rate = order.rate { words += ["--rate", "\(rate)pps"] }
        if let frames = order.frames { words += ["--num", "\(frames)"] }
        return words
    }

    /// Reads `500000 packets outgoing` and `1 sec, 187 usec on CPU0 (500000 packets)`.
    static func claim(_ text: String) -> ExternalTool.Claim? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let frames = lines.first(where: { $0.hasSuffix(" packets outgoing") })?.firstInteger
        else { return nil }
        var claim = ExternalTool.Claim(frames: frames)
        let times = lines.compactMap(seconds)
        if let longest = times.max(), longest > 0 { claim.seconds = longest }
        return claim
    }

    private static func seconds(_ line: Substring) -> Double? {
        let halves = line.split(separator: " sec, ")
        guard halves.count == 2, halves[1].contains(" usec on CPU"),
            let whole = halves[0].firstInteger, let micros = halves[1].firstInteger
        else { return nil }
        return Double(whole) + Double(micros) / 1e6
    }

    /// What it says of every run: in a namespace of its own it may not change system settings.
    static func isNoise(_ line: Substring) -> Bool {
        line.hasPrefix("Cannot set system socket memory") || line.hasPrefix("Running!")
            || line.hasSuffix("packets to schedule") || line.hasSuffix("bytes in total")
    }
}
