import Frames
import Settings
import TOMLKit

extension ExperimentDecoder {
    /// Every `[[series]]`; those with something wrong are left out.
    func series() -> [Series] {
        guard root.contains(key: "series") else {
            findings.add("series", "is missing: at least one [[series]] with a backend is needed")
            return []
        }
        let tables = findTables("series")
        if case .list(let items)? = root["series"].map(FileValue.init), items.isEmpty {
            findings.add("series", "the list is empty; give at least one [[series]]")
        }
        let series = tables.enumerated().map { index, table in
            oneSeries(reader("series[\(index)]", table))
        }
        checkLabels(series.map { $0?.label })
        return series.compactMap { $0 }
    }

    private func oneSeries(_ reader: TableReader) -> Series? {
        let fixed = KeyTable.names(in: "series")
        guard reader.has("backend") else {
            reader.add("backend", "is missing (allowed: \(allowedBackends))")
            checkKeysWithoutBackend(fixed, reader)
            return nil
        }
        if case .list? = reader.value("backend") {
            reader.add("backend", "takes one backend; write a [[series]] for each")
            return nil
        }
        guard let name = reader.one(KeyTable.backend), let component = vocabulary.backend(name)
        else { return nil }
        let settings = component.settings.map(\.name).filter { !fixed.contains($0) }
        reader.checkKeys(fixed + settings, hint: home)
        let label = reader.has("label") ? reader.one(KeyTable.label) : name
        let choice = choice(component, fixed, reader)
        return label.map { Series(label: $0, backend: choice) }
    }

    /// Which settings there may be is not known: only keys that nobody has are wrong for sure.
    private func checkKeysWithoutBackend(_ fixed: [String], _ reader: TableReader) {
        let known = fixed + vocabulary.backends.flatMap(\.settings).map(\.name)
        for key in reader.keys where !known.contains(key) {
            let guess = nearest(to: key, among: known).map { "; did you mean \(quoted($0))?" } ?? ""
            reader.add(
                key,
                "unknown key\(guess) (allowed: \(fixed.joined(separator: ", ")), and the settings"
                    + " of the backend)")
        }
    }

    private var allowedBackends: String {
        vocabulary.backendNames.joined(separator: ", ")
    }

    private func checkLabels(_ labels: [String?]) {
        var first: [String: Int] = [:]
        for (index, label) in labels.enumerated() {
            guard let label else { continue }
            if let hidden = label.unicodeScalars.first(where: {
                $0.properties.generalCategory == .format
            }) {
                let code = String(hidden.value, radix: 16, uppercase: true)
                let digits = String(repeating: "0", count: max(0, 4 - code.count)) + code
                findings.add(
                    "series[\(index)].label",
                    "it contains U+\(digits), which is invisible; leave it out")
            }
            // A spreadsheet would take the cell for a formula.
            if let sign = label.first, "=+-@".contains(sign) {
                findings.add(
                    "series[\(index)].label",
                    "\(quoted(label)) begins with \(quoted(String(sign))), which a spreadsheet takes for"
                        + " the beginning of a formula")
            }
            if let other = first[label] {
                findings.add(
                    "series[\(index)].label",
                    "\(quoted(label)) is the label of series[\(other)] already; give each its own")
            } else {
                first[label] = index
            }
        }
    }

    /// Rules of the backends and engines themselves, for every combination of settings and sizes.
    ///
    /// One problem of each is enough: those of a whole axis tend to be the same one.
    func checkComponents(_ experiment: Experiment) {
        for (index, series) in experiment.series.enumerated() {
            check(
                series.backend, vocabulary.backend(series.backend.name), "series[\(index)]",
                experiment)
        }
        for engine in experiment.engines {
            check(engine, vocabulary.engine(engine.name), "traffic", experiment)
        }
    }

    private func check(
        _ choice: SweptComponent, _ component: Component?, _ path: String, _ experiment: Experiment
    ) {
        guard let component else { return }
        for settings in choice.combinations() {
            for size in experiment.sizes {
                let problems = experiment.loads.lazy.compactMap {
                    component.loadProblem(settings, size, $0.load)
                }
                let problem =
                    component.problem(settings, size) ?? problems.first
                    ?? Self.pauseProblem(settings, experiment.timing)
                guard let problem else { continue }
                findings.add("\(path).\(problem.name)", problem.problem)
                return
            }
        }
    }
    /// Why no pause of these settings would fall into the traffic; `nil` if one does, or none is set.
    ///
    /// The first begins half a period after the traffic.
    private static func pauseProblem(_ settings: Settings, _ timing: Timing) -> SettingError? {
        for name in settings.names {
            guard let value = settings[name], case .pause(let pause) = value else { continue }
            let needed = pause.every / 2 + pause.length
            if needed > timing.durationNanoseconds {
                return SettingError(
                    name: name,
                    problem:
                        "\(value.text) does not fit the duration: the first pause begins half a "
                        + "period after the traffic; allowed: a duration of at least "
                        + "\(SettingValue.nanoseconds(needed).text), or a shorter period")
            }
        }
        return nil
    }
}
