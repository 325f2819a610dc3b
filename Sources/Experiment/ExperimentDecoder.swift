import Frames
import Settings
import TOMLKit

/// Walks a parsed experiment file by ``KeyTable``.
///
/// Every function gives `nil` where it noted something in `findings`, so that one run finds all
/// the errors.
struct ExperimentDecoder {
    let root: TOMLTable
    let file: String
    let text: String
    let vocabulary: Vocabulary
    let findings: ErrorList

    /// The experiment; `nil` if anything was found.
    func decode() -> Experiment? {
        checkTables()
        let main = reader("experiment", findTable("experiment"))
        main.checkKeys(KeyTable.names(in: "experiment"), hint: home)
        let mtu = main.one(KeyTable.mtu)
        let name = experimentName(main)
        let timing = timing(main)
        let topologies = main.axis(KeyTable.topology)
        let policies = main.axis(KeyTable.napiPolicy)
        let repetitions = main.one(KeyTable.repetitions)
        let retries = main.one(KeyTable.retries)
        let readyWithin = main.one(KeyTable.readyWithin)
        let seed = main.one(KeyTable.seed)
        let traffic = traffic(mtu: mtu ?? 1500)
        let interfaces = namedInterfaces(topologies)
        let series = series()
        let plots = plots()
        let search = searchPlan()
        let isSound = findings.all.isEmpty
        let declarations = declarations()
        guard isSound, let name, let timing, let topologies, let policies,
            let repetitions, let retries, let readyWithin, let mtu, let traffic
        else { return nil }
        var experiment = Experiment(
            name: name, question: question, source: text, topologies: topologies,
            napiPolicies: policies, engines: traffic.engines, loads: traffic.loads,
            sizes: traffic.sizes, formats: traffic.formats, timing: timing, mtu: mtu,
            series: series, plots: plots, interfaces: interfaces,
            repetitions: repetitions, retries: retries, readyWithin: readyWithin, seed: seed)
        experiment.search = search
        return checked(experiment, declarations)
    }

    /// Rules that span several keys.
    private func checked(
        _ experiment: Experiment, _ declarations: Declarations
    ) -> Experiment? {
        guard experiment.trialCount <= Plan.mostTrials else {
            findings.add("", Experiment.tooMany)
            return nil
        }
        checkFrameCount(experiment)
        checkComponents(experiment)
        checkRecorded(experiment)
        checkPlots(experiment)
        var experiment = experiment
        experiment.comparing = plan(declarations, of: experiment)
        return experiment
    }

    /// What is compared, after the points had their say.
    private func plan(_ declarations: Declarations, of experiment: Experiment) -> ComparePlan {
        var plan = ComparePlan(smallestEffects: declarations.smallestEffects)
        if let metrics = declarations.metrics { plan.metrics = metrics }
        guard !declarations.contrasts.isEmpty || !declarations.hypotheses.isEmpty else {
            return plan
        }
        let check = ComparingCheck(experiment, vocabulary)
        plan.contrasts = declarations.contrasts.map { check.checked($0) }
        plan.hypotheses = declarations.hypotheses.map { check.checked($0) }
        return plan
    }

    func reader(_ path: String, _ table: TOMLTable?) -> TableReader {
        TableReader(table, path: path, vocabulary, findings)
    }

    /// Where a key that is unknown here belongs.
    func home(of key: String) -> String? {
        let tables = KeyTable.rows.filter { $0.name == key }.map { row in
            KeyTable.lists.contains(row.table) ? "[[\(row.table)]]" : "[\(row.table)]"
        }
        if !tables.isEmpty { return "it belongs in \(tables.joined(separator: " or "))" }
        let backends = vocabulary.backends.filter { $0.settings.contains { $0.name == key } }
        let engines = vocabulary.engines.filter { $0.settings.contains { $0.name == key } }
        let owners = (backends + engines).map(\.name)
        return owners.isEmpty ? nil : "it is a setting of \(owners.joined(separator: ", "))"
    }

    private func checkTables() {
        for key in root.keys where !KeyTable.tables.contains(key) {
            let isTable =
                root[key]?.type == .table || root[key]?.array?.first { _ in true }?.type == .table
            let more = isTable ? nil : home(of: key).map { "; \($0)" }
            findings.add(
                SourceLines.name(key),
                (isTable ? "unknown table" : "unknown key") + (more ?? "")
                    + advice(for: key, among: KeyTable.tables))
        }
    }

    /// A table that may stand once.
    func findTable(_ name: String) -> TOMLTable? {
        guard let value = root[name].map(FileValue.init) else { return nil }
        switch value {
        case .table(let table): return table
        case .list: findings.add(name, "write [\(name)], in single brackets and once")
        default: findings.add(name, "\(value.described) is not a table; write [\(name)]")
        }
        return nil
    }

    /// Tables that may stand several times.
    func findTables(_ name: String) -> [TOMLTable] {
        guard let value = root[name].map(FileValue.init) else { return [] }
        guard case .list(let items) = value else {
            findings.add(name, "write [[\(name)]], in double brackets")
            return []
        }
        var tables: [TOMLTable] = []
        for (index, item) in items.enumerated() {
            if case .table(let table) = item {
                tables.append(table)
            } else {
                let path = "\(name)[\(index)]"
                findings.add(path, "\(item.described) is not a table; write [[\(name)]]")
            }
        }
        return tables
    }
}
