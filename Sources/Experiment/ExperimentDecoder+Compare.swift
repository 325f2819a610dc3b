import TOMLKit

/// One `[[contrast]]` or `[[hypothesis]]`, with the table it was read from.
struct Declared<Item> {
    let item: Item
    let reader: TableReader
}

/// What the file declares about comparing, before it is held against the points.
struct Declarations {
    var metrics: [String]?
    var smallestEffects: [String: Double] = [:]
    var contrasts: [Declared<Contrast>] = []
    var hypotheses: [Declared<Hypothesis>] = []
}

extension ExperimentDecoder {
    /// Everything in `[compare]`, `[[contrast]]` and `[[hypothesis]]` that has nothing wrong.
    func declarations() -> Declarations {
        var result = Declarations()
        let compare = reader("compare", findTable("compare"))
        compare.checkKeys(KeyTable.names(in: "compare"), hint: home)
        result.metrics = compare.axis(KeyTable.comparedMetrics)
        result.smallestEffects = smallestEffects(compare)
        let labels = labels()
        result.contrasts = declared("contrast") { contrast($0, labels) }
        checkContrasts(result.contrasts)
        result.hypotheses = declared("hypothesis") { hypothesis($0, labels) }
        checkClaims(result.hypotheses)
        return result
    }

    /// The entries of a list of tables in which nothing was found wrong.
    private func declared<Item>(
        _ table: String, _ read: (TableReader) -> Item?
    ) -> [Declared<Item>] {
        findTables(table).enumerated().compactMap { index, entry in
            let reader = reader("\(table)[\(index)]", entry)
            let before = findings.all.count
            reader.checkKeys(KeyTable.names(in: table), hint: home)
            guard let item = read(reader), findings.all.count == before else { return nil }
            return Declared(item: item, reader: reader)
        }
    }

    /// The labels that the series have, or are meant to have where something else is wrong with
    /// them; `nil` if that cannot be told.
    private func labels() -> [String]? {
        guard case .list(let items)? = root["series"].map(FileValue.init) else { return nil }
        let labels = items.map { item -> String? in
            guard case .table(let table) = item else { return nil }
            return (table["label"] ?? table["backend"]).flatMap { FileValue($0).text }
        }
        return labels.contains(nil) ? nil : labels.compactMap { $0 }
    }

    /// `smallest_effect` of `[compare]`: an effect for each metric it names.
    private func smallestEffects(_ compare: TableReader) -> [String: Double] {
        let name = KeyTable.comparedEffects.name
        guard let value = compare.value(name) else { return [:] }
        guard case .table(let table) = value else {
            let allowed = KeyTable.comparedEffects.allowed(vocabulary)
            compare.add(name, "\(value.described) is not \(allowed)")
            return [:]
        }
        let reader = reader("\(compare.path).\(name)", table)
        var result: [String: Double] = [:]
        for key in table.keys {
            guard let metric = vocabulary.metric(key) else {
                reader.add(
                    SourceLines.name(key),
                    "there is no metric \(quoted(key))"
                        + advice(for: key, among: vocabulary.metricNames))
                continue
            }
            // A key of this table is a metric, so that it is in no table of keys.
            let effect = Key(compare.path, key, .effect, "")
            result[key] = self.effect(effect, metric, reader)
        }
        return result
    }

    private func contrast(_ reader: TableReader, _ labels: [String]?) -> Contrast? {
        let metric = metric(KeyTable.contrastMetric, reader)
        let subject = subject(reader, labels)
        let conditions = reader.axis(KeyTable.contrastWhere)
        let effect = effect(KeyTable.contrastEffect, metric, reader)
        let limit = limit(metric, reader)
        let isControl = reader.one(KeyTable.contrastControl) ?? false
        if isControl { checkControl(reader) }
        guard let metric, let subject else { return nil }
        var result = Contrast(metric: metric.name, subject: subject)
        result.conditions = conditions ?? []
        result.smallestEffect = effect
        result.atMostRatio = limit
        result.isControl = isControl
        return result
    }

    /// Two series, or one by two builds.
    private func subject(_ reader: TableReader, _ labels: [String]?) -> Contrast.ContrastSubject? {
        let pair = [KeyTable.contrastBase.name, KeyTable.contrastHead.name].filter(reader.has)
        guard reader.has(KeyTable.contrastSeries.name) else {
            guard !pair.isEmpty else {
                reader.add("", "needs base and head, or series for one series by two builds")
                return nil
            }
            return self.pair(KeyTable.contrastBase, KeyTable.contrastHead, reader, labels)
                .map { .series(base: $0, head: $1) }
        }
        for name in pair {
            reader.add(
                name,
                "series is given as well, which is one series by two builds; give that or two"
                    + " series as base and head")
        }
        return label(KeyTable.contrastSeries, reader, labels).map { .builds(of: $0) }
    }

    /// The gate, which only a metric has that is told in shares.
    private func limit(_ metric: ComparedMetric?, _ reader: TableReader) -> Double? {
        let limit = reader.one(KeyTable.contrastLimit)
        guard let metric, metric.scale == .points, reader.has(KeyTable.contrastLimit.name) else {
            return limit
        }
        let ratios = vocabulary.metrics.filter { $0.scale == .ratio }.map(\.name)
        reader.add(
            KeyTable.contrastLimit.name,
            "is a share of the base's value, and \(metric.name) may be 0; it goes with"
                + " \(ratios.joined(separator: ", "))")
        return nil
    }

    private func checkControl(_ reader: TableReader) {
        if reader.has(KeyTable.contrastSeries.name) {
            reader.add(
                KeyTable.contrastControl.name,
                "needs two series with the same settings, as base and head")
        }
        if reader.has(KeyTable.contrastLimit.name) {
            reader.add(
                KeyTable.contrastLimit.name,
                "is no gate of a control: what differs there is noise")
        }
    }

    /// Not too many that decide something, and none twice.
    private func checkContrasts(_ contrasts: [Declared<Contrast>]) {
        let deciding = contrasts.filter { !$0.item.isControl }
        // Those between series and those between builds are never decided together.
        for primary in [
            deciding.filter(\.item.isOfBuilds), deciding.filter { !$0.item.isOfBuilds },
        ] {
            for extra in primary.dropFirst(ComparePlan.mostContrasts) {
                extra.reader.add(
                    "",
                    "is one of \(primary.count) contrasts; at most \(ComparePlan.mostContrasts) may"
                        + " decide (beside controls), or each has too little power")
            }
        }
        var first: [Contrast: String] = [:]
        for contrast in contrasts {
            var bare = Contrast(metric: contrast.item.metric, subject: contrast.item.subject)
            bare.conditions = contrast.item.conditions
            if let other = first[bare] {
                contrast.reader.add("", "compares the same as \(other)")
            } else {
                first[bare] = contrast.reader.path
            }
        }
    }
}
