package import Frames
package import Settings

/// One traffic, fully resolved: what is sent, how, and for how long.
///
/// An immutable object, since many points share one.
package final class TrafficPoint: Sendable {
    package let topology: String
    package let napiPolicy: String
    package let engine: String
    /// The engine's settings, defaults included.
    package let engineSettings: Settings
    package let sizes: SizeDistribution
    package let format: FrameFormat
    package let load: LoadChoice
    package let timing: Timing
    /// Bytes.
    package let mtu: Int
    /// Those of topology `nic`; `nil` of every other.
    package let interfaces: NamedInterfaces?
    /// The hash of all of the above: two points with the same one share a baseline.
    package let id: String
    let fingerprint: Fingerprint

    init(
        topology: String, napiPolicy: String, engine: String, engineSettings: Settings,
        sizes: SizeDistribution, format: FrameFormat = .bare, load: LoadChoice, timing: Timing,
        mtu: Int, interfaces: NamedInterfaces? = nil
    ) {
        self.topology = topology
        self.napiPolicy = napiPolicy
        self.engine = engine
        self.engineSettings = engineSettings
        self.sizes = sizes
        self.format = format
        self.load = load
        self.timing = timing
        self.mtu = mtu
        self.interfaces = interfaces
        let lines =
            ["topology=\(topology)", "napi_policy=\(napiPolicy)", "engine=\(engine)"]
            + engineSettings.words.map { "engine_\($0)" }
            + ["sizes=\(sizes.text)", "rate=\(load.load.text)"]
            // What every frame is unless something else is asked for has no line, so that adding
            // formats changed no id.
            + (format == .bare
                ? [] : ["frame_format=\(format.name)", "streams=\(format.streams)"])
            + (format.replay.map {
                ["repeat=\($0.roundsText)", "shift_addresses=\($0.shiftsAddresses)"]
            } ?? [])
            + [
                "duration=\(SettingValue.nanoseconds(timing.durationNanoseconds).text)",
                "interval=\(SettingValue.nanoseconds(timing.intervalNanoseconds).text)",
                "crop=\(timing.crop.text)", "mtu=\(mtu)",
            ]
            + (interfaces.map { ["generator=\($0.generator)", "capture=\($0.capture)"] } ?? [])
            // Not their names: another pair of hosts measures the same.
            + (interfaces?.hosts.map { ["hosts=\($0.areOne ? 1 : 2)"] } ?? [])
        fingerprint = Fingerprint(lines.map { $0 + "\n" }.joined())
        id = fingerprint.text
    }

    /// Frames a second that the load means for these sizes, on average; `nil` if as many as
    /// possible.
    package var intendedRate: Double? {
        load.load.framesPerSecond(sizes: sizes)
    }

}
