import Frames
import Settings
import TOMLKit

extension ExperimentDecoder {
    /// What `[traffic]` says.
    struct TrafficTable {
        let engines: [SweptComponent]
        let loads: [LoadChoice]
        let sizes: [SizeDistribution]
        let formats: [FrameFormat]
    }

    func traffic(mtu: Int) -> TrafficTable? {
        guard root.contains(key: "traffic") else {
            findings.add("traffic", "is missing: the table [traffic] needs at least a rate")
            return nil
        }
        guard let table = findTable("traffic") else { return nil }
        let reader = reader("traffic", table)
        let engines = engines(reader)
        let formats = formats(reader, mtu: mtu)
        let replay = formats?.first?.replay
        let loads = loads(reader, replay).flatMap { withSpeeds($0, of: replay, reader) }
        let sizes: [SizeDistribution]? =
            if let replay { [.recorded(replay.recording)] } else {
                reader.axis(KeyTable.frameSize)
            }
        if let sizes, replay == nil { checkSizes(sizes, formats ?? [.bare], mtu: mtu, reader) }
        guard let engines, let loads, let sizes, let formats else { return nil }
        return TrafficTable(engines: engines, loads: loads, sizes: sizes, formats: formats)
    }

    /// The engines, each with those of the given settings that it has.
    private func engines(_ reader: TableReader) -> [SweptComponent]? {
        let fixed = KeyTable.names(in: "traffic")
        guard let names = reader.axis(KeyTable.engine) else { return nil }
        let components = names.compactMap(vocabulary.engine)
        let settings = components.flatMap(\.settings).map(\.name).filter { !fixed.contains($0) }
        reader.checkKeys(fixed + Set(settings).sorted()) { key in
            components.contains { $0.name == Vocabulary.auto.name } && isEngineSetting(key)
                ? "engine “auto” takes no settings, so name the engine" : home(of: key)
        }
        return components.map { choice($0, fixed, reader) }
    }

    private func isEngineSetting(_ key: String) -> Bool {
        vocabulary.engines.contains { $0.settings.contains { $0.name == key } }
    }

    /// A component with the values that its settings have in this table.
    func choice(_ component: Component, _ fixed: [String], _ reader: TableReader) -> SweptComponent
    {
        let specs = component.settings.filter { !fixed.contains($0.name) }
        let axes = specs.sorted { $0.name < $1.name }.compactMap { spec in
            reader.axis(spec).map { SettingAxis(spec: spec, values: $0) }
        }
        return SweptComponent(name: component.name, specs: component.settings, axes: axes)
    }

    /// `rate`, or every combination of `link_rate` and `load`; of a recording without either its times.
    private func loads(_ reader: TableReader, _ replay: Replay?) -> [LoadChoice]? {
        switch (reader.has("rate"), reader.has("link_rate")) {
        case (true, true):
            reader.add("link_rate", "rate is given as well; only one of the two may be")
            return nil
        case (true, false):
            guard !reader.has("load") else {
                reader.add("load", "is a part of link_rate, but rate is given")
                return nil
            }
            return reader.axis(KeyTable.rate).map { $0.map(LoadChoice.init) }
        case (false, true):
            return linkLoads(reader)
        case (false, false) where replay != nil:
            return [LoadChoice(.recorded(speed: 1))]
        case (false, false):
            reader.add(
                "rate", "is missing: give \(KeyTable.rate.kind.allowed(vocabulary)), or link_rate")
            return nil
        }
    }

    private func linkLoads(_ reader: TableReader) -> [LoadChoice]? {
        let (rates, shares) = (reader.axis(KeyTable.linkRate), reader.axis(KeyTable.load))
        guard let rates, let shares else { return nil }
        let loads = rates.flatMap { rate in
            shares.map { LoadChoice(linkRate: rate, share: $0) }
        }
        var seen: Set<Load> = []
        guard let twin = loads.first(where: { !seen.insert($0.load).inserted }) else {
            return loads
        }
        reader.add("link_rate", "with load, it means \(twin.load.text) twice")
        return nil
    }

    /// Every combination of `frame_format` and `streams`, or the recording.
    private func formats(_ reader: TableReader, mtu: Int) -> [FrameFormat]? {
        let (names, streams) = (reader.axis(KeyTable.frameFormat), reader.axis(KeyTable.streams))
        guard let names, let streams else { return nil }
        if names.contains(FrameFormat.recordedName) {
            return replay(names, mtu: mtu, reader).map { [.recorded($0)] }
        }
        refuseRecordedKeys(reader)
        let formats = names.flatMap { name in
            streams.map { FrameFormat(name: name, streams: $0) }
        }
        guard let good = formats as? [FrameFormat] else {
            let most = streams.max() ?? 1
            reader.add(
                "streams",
                "\(most) streams need frame_format = \"udp4\": frames that are “bare” have no"
                    + " addresses and ports to tell them apart")
            return nil
        }
        return good
    }

    /// A trial has to send something, and no more than a clock of nanoseconds can tell apart.
    func checkFrameCount(_ experiment: Experiment) {
        let key = experiment.loads.contains { $0.linkRate != nil } ? "link_rate" : "rate"
        let duration = experiment.timing.durationNanoseconds
        for load in experiment.loads {
            for sizes in experiment.sizes {
                guard let problem = load.load.problem(sizes: sizes, duration: duration) else {
                    continue
                }
                findings.add("traffic.\(key)", "\(load.load.text) \(problem)")
                return
            }
        }
    }
}
