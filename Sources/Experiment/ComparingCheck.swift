import Frames
import Settings

/// Holds declared contrasts and hypotheses against the points that there will be.
struct ComparingCheck {
    private let experiment: Experiment
    private let vocabulary: Vocabulary
    private let points: [String: [SweepPoint]]
    /// What conditions may be about.
    private let keys: [String]

    init(_ experiment: Experiment, _ vocabulary: Vocabulary) {
        self.experiment = experiment
        self.vocabulary = vocabulary
        points = Dictionary(grouping: experiment.points(), by: \.label)
        let later = experiment.hasAutoEngine ? vocabulary.engines.flatMap(\.settings) : []
        let all = experiment.filterKeys + later.map { "engine_\($0.name)" }
        var seen: Set = ["point", "label"]
        keys = all.filter { seen.insert($0).inserted }
    }

    /// The contrast with its conditions as columns write them.
    func checked(_ declared: Declared<Contrast>) -> Contrast {
        var contrast = declared.item
        let labels: [String] =
            switch contrast.subject {
            case .series(let base, let head): [base, head]
            case .builds(let label): [label]
            }
        contrast.conditions = checked(contrast.conditions, labels, declared.reader)
        if contrast.isControl, let difference = difference(labels) {
            declared.reader.add(
                "control",
                "\(labels.map(quoted).joined(separator: " and ")) are not the same setting:"
                    + " \(difference)")
        }
        return contrast
    }

    /// The hypothesis with its conditions as columns write them.
    func checked(_ declared: Declared<Hypothesis>) -> Hypothesis {
        var hypothesis = declared.item
        let labels: [String] =
            switch hypothesis.test {
            case .difference(let base, let head, _): [base, head]
            case .atMost(_, let label), .atLeast(_, let label), .same(_, let label): [label]
            }
        hypothesis.conditions = checked(hypothesis.conditions, labels, declared.reader)
        if case .same(let axis, let label) = hypothesis.test {
            checkAxis(axis, of: label, hypothesis.conditions, declared.reader)
        }
        return hypothesis
    }

    /// Which backend or setting two series do not share; `nil` if they are the same.
    private func difference(_ labels: [String]) -> String? {
        let series = labels.compactMap { label in experiment.series.first { $0.label == label } }
        guard series.count == 2 else { return nil }
        let (base, head) = (series[0].backend, series[1].backend)
        guard base.name == head.name else {
            return "the backends are \(base.name) and \(head.name)"
        }
        let (left, right) = (base.combinations(), head.combinations())
        guard Set(left) != Set(right) else { return nil }
        let names = base.specs.map(\.name).filter { name in
            Set(left.map { $0[name] }) != Set(right.map { $0[name] })
        }
        return "they differ in \(names.joined(separator: ", "))"
    }
}

extension ComparingCheck {
    /// Whether the value is not known before `auto` is resolved.
    private func isOpen(_ key: String) -> Bool {
        experiment.hasAutoEngine && (key == "engine" || key.hasPrefix("engine_"))
            || experiment.hasAutoTopology && key == "topology" || key == "goal"
    }

    /// A condition on what a search may lose, which no point knows of: `0.5%` is `0.5 %` there.
    private func goal(_ condition: PointCondition) -> (PointCondition, problem: String?) {
        guard let ratio = try? Quantity.fraction(condition.text) else {
            return (condition, "\(quoted(condition.text)) is not a share such as “0.5%”")
        }
        var result = condition
        result.text = SearchPlan.goalText(ratio)
        return (result, nil)
    }

    /// The conditions in the spelling of columns; notes those that say nothing.
    private func checked(
        _ conditions: [PointCondition], _ labels: [String], _ reader: TableReader
    ) -> [PointCondition] {
        var isList = false
        if case .list? = reader.value("where") { isList = true }
        var isGood = true
        let result = conditions.enumerated().map { index, condition in
            let (condition, problem) = checked(condition, labels)
            if let problem {
                isGood = false
                reader.add(isList ? "where[\(index)]" : "where", problem)
            }
            return condition
        }
        guard isGood else { return result }
        for label in labels where !(points[label] ?? []).contains(where: { meets($0, result) }) {
            reader.add("where", "no point of \(quoted(label)) meets all of these conditions")
        }
        return result
    }

    private func checked(
        _ condition: PointCondition, _ labels: [String]
    ) -> (PointCondition, problem: String?) {
        let key = condition.key
        if key == "goal" { return goal(condition) }
        guard keys.contains(key) else {
            return (condition, "points have no \(quoted(key))\(advice(for: key, among: keys))")
        }
        if isOpen(key) { return (condition, nil) }
        let seen = labels.map { values(of: key, points[$0] ?? []) }
        let all = seen.flatMap { $0 }
        let names = labels.map(quoted).joined(separator: " or ")
        guard !all.isEmpty else { return (condition, "no point of \(names) has \(key)") }
        let condition = canonical(condition, all)
        return (condition, problem(condition, Array(zip(labels, seen))))
    }

    /// Why the condition cannot hold, or holds for no value that a series has; `nil` if it can.
    ///
    /// A series without any value is not meant.
    private func problem(
        _ condition: PointCondition, _ seen: [(label: String, values: [String])]
    ) -> String? {
        let isOrder = condition.relation != .equal && condition.relation != .unequal
        if isOrder, Double(condition.text) == nil {
            return "\(quoted(condition.text)) is not a number, and"
                + " \(condition.relation.rawValue) compares numbers"
        }
        let unmet = seen.first { entry in
            !entry.values.isEmpty && !entry.values.contains { condition.holds(of: $0) }
        }
        guard let unmet else { return nil }
        let shown = unmet.values.prefix(20).joined(separator: ", ")
        return "holds for no point of \(quoted(unmet.label)), whose \(condition.key) is"
            + " \(shown)\(unmet.values.count > 20 ? ", …" : "")"
    }

    /// The condition with the value as columns write it: `64KiB` is 65536 there.
    private func canonical(_ condition: PointCondition, _ values: [String]) -> PointCondition {
        var result = condition
        let spellings = experiment.spellings(of: condition.text, for: condition.key)
        let matching = spellings.intersection(values)
        let numbers = spellings.filter { Double($0) != nil }
        if matching.count == 1, let match = matching.first {
            result.text = match
        } else if Double(condition.text) == nil, numbers.count == 1, let number = numbers.first {
            result.text = number
        }
        return result
    }

    /// Different values of a key, in the order of the points.
    private func values(of key: String, _ points: [SweepPoint]) -> [String] {
        var seen: Set<String> = []
        return points.compactMap { $0.value(of: key) }.filter { seen.insert($0).inserted }
    }

    /// Whether all conditions hold that are about something the point has, and known by now.
    private func meets(_ point: SweepPoint, _ conditions: [PointCondition]) -> Bool {
        conditions.allHold { isOpen($0) ? nil : point.value(of: $0) }
    }

    /// An axis has several values, and none of those that are never pooled.
    private func checkAxis(
        _ axis: String, of label: String, _ conditions: [PointCondition], _ reader: TableReader
    ) {
        let all = points[label] ?? []
        guard !["topology", "napi_policy", "engine"].contains(axis), !axis.hasPrefix("engine_")
        else {
            reader.add("same_across", "\(axis) is never pooled: each is tested by itself")
            return
        }
        guard values(of: axis, all).count > 1 else {
            let axes = keys.filter { key in
                !["topology", "napi_policy"].contains(key) && !key.hasPrefix("engine")
                    && values(of: key, all).count > 1
            }
            reader.add(
                "same_across",
                "\(quoted(axis)) is not an axis of \(quoted(label))\(advice(for: axis, among: axes))"
            )
            return
        }
        if values(of: axis, all.filter { meets($0, conditions) }).count == 1 {
            reader.add("same_across", "where leaves only one \(axis)")
        }
    }
}
