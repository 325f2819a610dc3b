extension ExperimentDecoder {
    func hypothesis(_ reader: TableReader, _ labels: [String]?) -> Hypothesis? {
        let claim = required(KeyTable.claim, ": say in words what is claimed", reader)
        let metric = metric(KeyTable.claimMetric, reader)
        let test = test(metric, reader, labels)
        let conditions = reader.axis(KeyTable.claimWhere)
        let effect = effect(KeyTable.claimEffect, metric, reader)
        guard let claim, let metric, let test else { return nil }
        var result = Hypothesis(claim: claim, metric: metric.name, test: test)
        result.conditions = conditions ?? []
        result.smallestEffect = effect
        return result
    }

    /// What is claimed: exactly one of four keys says it.
    private func test(
        _ metric: ComparedMetric?, _ reader: TableReader, _ labels: [String]?
    ) -> Hypothesis.Test? {
        let all =
            [KeyTable.expect.row, KeyTable.atMost.row, KeyTable.atLeast.row]
            .map(\.name) + [KeyTable.sameAcross.name]
        let given = all.filter(reader.has)
        guard let test = given.first else {
            reader.add(
                "",
                "needs one of the keys expect (with base and head), at_most, at_least,"
                    + " same_across (with series)")
            return nil
        }
        for other in given.dropFirst() {
            reader.add(other, "\(test) is given as well; only one of the two may be")
        }
        if test == KeyTable.expect.name { return difference(reader, labels) }
        for name in [KeyTable.claimBase.name, KeyTable.claimHead.name] where reader.has(name) {
            reader.add(name, "goes with expect; \(test) is about one series")
        }
        if test != KeyTable.sameAcross.name, reader.has(KeyTable.claimEffect.name) {
            reader.add(
                KeyTable.claimEffect.name, "means nothing here: \(test) is the limit by itself")
        }
        let series = label(KeyTable.claimSeries, reader, labels)
        let level = level(test, metric, reader)
        guard let series else { return nil }
        switch test {
        case KeyTable.atMost.name: return level.map { .atMost($0, series: series) }
        case KeyTable.atLeast.name: return level.map { .atLeast($0, series: series) }
        default:
            return reader.one(KeyTable.sameAcross).map { .same(across: $0, series: series) }
        }
    }

    private func difference(_ reader: TableReader, _ labels: [String]?) -> Hypothesis.Test? {
        if reader.has(KeyTable.claimSeries.name) {
            reader.add(
                KeyTable.claimSeries.name, "expect is about two series; give base and head instead")
        }
        let pair = pair(KeyTable.claimBase, KeyTable.claimHead, reader, labels)
        guard let direction = reader.one(KeyTable.expect), let pair else { return nil }
        return .difference(base: pair.base, head: pair.head, direction: direction)
    }

    /// The value of `at_most` or `at_least`, in the metric's unit.
    private func level(
        _ name: String, _ metric: ComparedMetric?, _ reader: TableReader
    ) -> Double? {
        guard let key = [KeyTable.atMost, KeyTable.atLeast].first(where: { $0.name == name }),
            let amount = reader.one(key), let metric
        else { return nil }
        if let level = amount.level(metric.scale) { return level }
        let example = metric.scale == .ratio ? "numbers such as 2000" : "written as in “1 points”"
        reader.add(
            name,
            "\(reader.value(name)?.described ?? "") does not fit \(metric.name), whose values are"
                + " \(example)")
        return nil
    }

    func checkClaims(_ hypotheses: [Declared<Hypothesis>]) {
        var first: [String: String] = [:]
        for hypothesis in hypotheses {
            let claim = hypothesis.item.claim
            if let other = first[claim] {
                hypothesis.reader.add(
                    KeyTable.claim.name,
                    "\(quoted(claim)) is the claim of \(other) already; give each its own")
            } else {
                first[claim] = hypothesis.reader.path
            }
        }
    }
}

/// What contrasts and hypotheses have in common.
extension ExperimentDecoder {
    /// The value of a key that must be there; `what` says what there might be.
    func required<Value>(_ key: Key<Value>, _ what: String, _ reader: TableReader) -> Value? {
        if !reader.has(key.name) { reader.add(key.name, "is missing\(what)") }
        return reader.one(key)
    }

    /// The metric that must be named.
    func metric(_ key: Key<String>, _ reader: TableReader) -> ComparedMetric? {
        required(key, " (allowed: \(vocabulary.metricNames.joined(separator: ", ")))", reader)
            .flatMap(vocabulary.metric)
    }

    /// The smallest effect in the metric's scale; `nil` without the key.
    func effect(_ key: Key<Amount>, _ metric: ComparedMetric?, _ reader: TableReader) -> Double? {
        guard let amount = reader.one(key), let metric else { return nil }
        if let effect = amount.effect(metric.scale) { return effect }
        let example =
            metric.scale == .ratio
            ? "shares such as “5%”" : "differences such as “0.1 points”"
        reader.add(
            key.name,
            "\(reader.value(key.name)?.described ?? "") does not fit \(metric.name), whose effects"
                + " are \(example)")
        return nil
    }

    /// The label of a series that must be named.
    func label(_ key: Key<String>, _ reader: TableReader, _ labels: [String]?) -> String? {
        let allowed = labels.map { " (allowed: \($0.joined(separator: ", ")))" } ?? ""
        guard let label = required(key, ": it is the label of a series\(allowed)", reader) else {
            return nil
        }
        guard let labels, !labels.contains(label) else { return label }
        reader.add(
            key.name, "no series has the label \(quoted(label))\(advice(for: label, among: labels))"
        )
        return nil
    }

    /// The labels of two different series.
    func pair(
        _ baseKey: Key<String>, _ headKey: Key<String>, _ reader: TableReader, _ labels: [String]?
    ) -> (base: String, head: String)? {
        let base = label(baseKey, reader, labels)
        let head = label(headKey, reader, labels)
        guard let base, let head else { return nil }
        guard base != head else {
            reader.add(headKey.name, "\(quoted(head)) is base as well; give two different series")
            return nil
        }
        return (base, head)
    }
}
