import Frames
import Settings

/// Traffic that was recorded.
extension ExperimentDecoder {
    /// What is replayed; `nil` if something is wrong with it.
    func replay(_ names: [String], mtu: Int, _ reader: TableReader) -> Replay? {
        guard names == [FrameFormat.recordedName] else {
            reader.add(
                "frame_format",
                "“recorded” stands alone: its sizes and times are not those of others")
            return nil
        }
        for (key, why) in [
            ("frame_size", "the recording has its own sizes"),
            ("streams", "the recording has its own flows"),
        ] where reader.has(key) {
            reader.add(key, why + "; leave it out with frame_format = \"recorded\"")
        }
        guard reader.has("recording") else {
            reader.add(
                "recording", "is missing: frame_format = \"recorded\" needs a file of frames")
            return nil
        }
        guard let path = reader.one(KeyTable.recording), let rounds = reader.one(KeyTable.rounds),
            let recording = recording(path, mtu: mtu, reader)
        else { return nil }
        let shifts = reader.has("shift_addresses") ? reader.one(KeyTable.shiftAddresses) : false
        return shifts.map {
            Replay(recording, rounds: rounds == 0 ? nil : rounds, shiftsAddresses: $0)
        }
    }

    private func recording(_ path: String, mtu: Int, _ reader: TableReader) -> Recording? {
        do throws(SizeError) {
            let recording = try vocabulary.readRecording(path)
            guard let problem = recording.problem(mtu: mtu) else { return recording }
            reader.add("recording", problem)
        } catch {
            reader.add("recording", error.message)
        }
        return nil
    }

    /// Notes keys that only a recording has, where there is none.
    func refuseRecordedKeys(_ reader: TableReader) {
        for row in KeyTable.recordedRows where reader.has(row.name) {
            reader.add(row.name, "is for frame_format = \"recorded\"")
        }
    }

    /// The loads, with every speed for those that keep the recording's times.
    func withSpeeds(
        _ loads: [LoadChoice], of replay: Replay?, _ reader: TableReader
    ) -> [LoadChoice]? {
        let isTimed = loads.contains { $0.load.speed != nil }
        guard isTimed else {
            guard reader.has("speed"), replay != nil else { return loads }
            reader.add("speed", "is for rate = \"recorded\"")
            return nil
        }
        guard let replay else {
            reader.add("rate", "“recorded” needs frame_format = \"recorded\" and a recording")
            return nil
        }
        if let problem = replay.recording.timesProblem {
            reader.add(
                reader.has("rate") ? "rate" : "recording",
                "\(replay.recording.path): \(problem), so its times cannot be kept; give a rate, or sort"
                    + " it with “reordercap IN OUT”")
            return nil
        }
        guard reader.has("speed") else { return loads }
        guard let speeds = reader.axis(KeyTable.speed) else { return nil }
        guard loads.allSatisfy({ $0.load.speed ?? 1 == 1 }) else {
            reader.add("speed", "rate says how fast as well; write rate = \"recorded\"")
            return nil
        }
        return loads.flatMap { load in
            load.load.speed == nil ? [load] : speeds.map { LoadChoice(.recorded(speed: $0)) }
        }
    }

    /// What series may not ask of recorded frames.
    func checkRecorded(_ experiment: Experiment) {
        guard let replay = experiment.formats.first?.replay else { return }
        for (index, series) in experiment.series.enumerated() {
            let settings = series.backend.combinations()
            if settings.contains(where: { $0["latency"] == .flag(true) }) {
                findings.add(
                    "series[\(index)].latency",
                    "recorded frames carry no time of sending; leave it out, or use frame_format"
                        + " \"bare\" or \"udp4\"")
            }
            let least = Replay.leastSnaplen
            let isCut = settings.contains {
                ($0["snaplen"].flatMap { $0.asInteger ?? $0.asBytes } ?? least) < least
            }
            if replay.shiftsAddresses, isCut {
                findings.add(
                    "series[\(index)].snaplen",
                    "with shift_addresses frames are told by their addresses, for which \(least) bytes"
                        + " are needed")
            }
        }
    }
}
