import ArgumentParser
import Frames
import Kernel
import Roles
import Settings
import Traffic

/// `bench generate`: a paced, stamped generator by hand, and the sending role of a trial.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Send stamped frames at an exact rate on an interface.",
        discussion: """
            Frames have EtherType 0x88B5, which no host answers, and carry a sequence number and \
            their sending time. Example:

              bench generate -i veth0 --rate "153940 pps" --frame-size uniform:64-1518:1 \
            --duration 10s

            An interface that carries an IP address or the default route is refused unless it is \
            named again after --i-know-this-floods.
            """
    )

    @Option(name: [.short, .customLong("interface")], help: "The interface to send on.")
    var interface: String

    @Option(help: "Frames per second (“153940 pps”) or bits on the wire (“1Gbit/s”).")
    var rate: String

    @Option(help: "Bytes with FCS: “64”, or “uniform:64-1518:1” (smallest-largest:seed).")
    var frameSize = "64"

    @Option(help: "How to send; “auto” is the fastest that works here.")
    var engine = "auto"

    @Option(name: .customShort("o"), help: "An engine option, name=value; may be repeated.")
    var options: [String] = []

    @Option(help: "How long to send, such as “10s”.")
    var duration = "10s"

    @Option(help: "Send this many frames instead of for a duration.")
    var count: Int?

    @Option(help: "The run id in the stamps.")
    var runID: UInt32 = 1

    @Option(
        name: .customLong("i-know-this-floods"),
        help: "Name the interface again to send although it is in use.")
    var floods: String?

    @Flag(help: "Speak the role protocol, one JSON object a line, instead of printing for people.")
    var json = false

    func run() throws {
        if let count, count < 1 { throw fail("--count: at least 1", ExitStatus.usage) }
        let (engine, request) = try resolve()
        try refuseInterfaceInUse()
        if json { throw ExitCode(GeneratorRole.run(engine, request)) }
        do {
            try HandGenerate.run(engine, request, try plan(request))
        } catch let error as TrafficError {
            throw fail("\(error)", error.exitStatus)
        }
    }

    private func resolve() throws -> (Engine, TrafficRequest) {
        guard let found = engine == "auto" ? Engine.preferred()?.engine : Engine.named(engine)
        else {
            let names = Engine.all.map(\.name).joined(separator: ", ")
            throw fail("no engine “\(engine)”; there are: auto, \(names)", ExitStatus.usage)
        }
        guard let sizes = SizeDistribution(text: frameSize) else {
            throw fail(
                "--frame-size: “\(frameSize)” is neither bytes nor uniform:SMALLEST-LARGEST:SEED",
                ExitStatus.usage)
        }
        do {
            let settings = try Settings(
                words: options, for: "engine \(found.name)", specs: found.component.settings)
            let request = TrafficRequest(
                interface: interface, settings: settings, sizes: sizes,
                load: try Quantity.load(rate))
            try checkSizes(sizes)
            return (found, request)
        } catch let error as SettingError {
            throw fail("\(error)", ExitStatus.usage)
        } catch let error as QuantityError {
            throw fail("--rate: \(error)", ExitStatus.usage)
        }
    }

    private func checkSizes(_ sizes: SizeDistribution) throws {
        guard Interface.index(of: interface) != nil else {
            throw fail("no interface named \(interface)", ExitStatus.unfit)
        }
        let mtu = try Interface.mtu(of: interface)
        let largest = FrameSize.maximum(mtu: mtu)
        guard sizes.smallest >= .minimum && sizes.largest <= largest else {
            throw fail(
                "--frame-size: \(sizes.text) is not within \(FrameSize.minimum.bytes) and "
                    + "\(largest.bytes) bytes, which \(interface) with an MTU of \(mtu) allows",
                ExitStatus.usage)
        }
    }

    private func refuseInterfaceInUse() throws {
        let refusal = try Interface.refusal(
            toFlood: interface, unlessIn: floods.map { [$0] } ?? [])
        if let refusal { throw fail(refusal, ExitStatus.unfit) }
    }

    private func plan(_ request: TrafficRequest) throws -> TrafficRun {
        let nanoseconds: Int64
        do {
            nanoseconds = try Quantity.nanoseconds(duration)
        } catch {
            throw fail("--duration: \(error)", ExitStatus.usage)
        }
        let fitting = Pacer.frames(
            within: nanoseconds, load: request.load, sizes: request.sizes.sizes())
        return TrafficRun(
            runID: runID, start: MonotonicClock.now() + 20_000_000, frames: count ?? fitting,
            duration: count == nil ? nanoseconds : Int64.max / 4)
    }
}

extension TrafficError {
    /// The interface and the kernel are the environment's; the rest is a failure.
    var exitStatus: ExitCode {
        switch self {
        case .interfaceDown, .unsupported: ExitStatus.unfit
        case .system(let error): error.code == 1 ? ExitStatus.unfit : ExitStatus.failure
        }
    }
}
