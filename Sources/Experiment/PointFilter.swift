import Frames
import Settings

/// A plan that cannot be made as asked.
package struct PlanError: Error, Hashable, CustomStringConvertible {
    package let message: String

    init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}

/// Points whose value of one key is one of some texts.
struct PointFilter: Sendable, Hashable {
    let key: String
    var texts: Set<String>
}

extension Experiment {
    /// The same experiment with only the points that match `key=value` words.
    ///
    /// Words with the same key widen each other, words with different keys narrow each other:
    /// `backend=recv backend=null sizes=64`. Values may be written as in the file (`64KiB`) or as
    /// in the columns (`65536`). Keys are those of ``SweepPoint/value(of:)``.
    package func only(_ words: [String]) throws(PlanError) -> Experiment {
        var copy = self
        let all = points()
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw PlanError("\(quoted(word)) is not a filter such as “backend=recv”")
            }
            let (key, text) = (String(parts[0]), String(parts[1]))
            guard filterKeys.contains(key) else {
                throw PlanError(
                    "there is no key \(quoted(key)) to filter by"
                        + advice(for: key, among: filterKeys))
            }
            try checkMatch(key, text, all)
            copy.add(key, spellings(of: text, for: key))
        }
        guard !copy.points().isEmpty else {
            throw PlanError("no point matches \(words.map(quoted).joined(separator: " and "))")
        }
        return copy
    }

    /// Whether the point is one of those asked for.
    func matches(_ point: SweepPoint) -> Bool {
        filters.allSatisfy { filter in
            point.value(of: filter.key).map(filter.texts.contains) ?? false
        }
    }

    private mutating func add(_ key: String, _ texts: Set<String>) {
        if let index = filters.firstIndex(where: { $0.key == key }) {
            filters[index].texts.formUnion(texts)
        } else {
            filters.append(PointFilter(key: key, texts: texts))
        }
    }

    private func checkMatch(
        _ key: String, _ text: String, _ points: [SweepPoint]
    ) throws(PlanError) {
        let texts = spellings(of: text, for: key)
        var present: [String] = []
        for value in points.lazy.compactMap({ $0.value(of: key) }) {
            if texts.contains(value) { return }
            if present.count < 20, !present.contains(value) { present.append(value) }
        }
        throw PlanError(
            "no point has \(key) = \(quoted(text))\(advice(for: text, among: present))")
    }

    /// Keys of ``SweepPoint/value(of:)`` that points of this experiment may have.
    var filterKeys: [String] {
        let settings = series.flatMap(\.backend.specs).map(\.name)
        let ofEngines = engines.flatMap(\.specs).map { "engine_\($0.name)" }
        return ["point", "label"] + SweepPoint.commonKeys + Set(settings + ofEngines).sorted()
    }

    /// The text itself, and the canonical texts of what it may mean for this key.
    func spellings(of text: String, for key: String) -> Set<String> {
        var result: Set = [text]
        if key == "rate", let load = try? Quantity.load(text) { result.insert(load.text) }
        if key == "link_rate", let bits = try? Quantity.bitsPerSecond(text) {
            result.insert(Load.wireBitRate(bits).text)
        }
        if key == "sizes", let sizes = SizeDistribution(text: text) {
            result.formUnion(formats.map { sizes.fitted(to: $0).text })
        }
        let own = series.flatMap(\.backend.specs).filter { $0.name == key }
        let ofEngines = engines.flatMap(\.specs).filter { "engine_\($0.name)" == key }
        for spec in own + ofEngines {
            if let value = try? spec.value(from: text) { result.insert(value.text) }
        }
        return result
    }
}
