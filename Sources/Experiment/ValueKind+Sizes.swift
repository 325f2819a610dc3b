import Frames
import TOMLKit

extension ValueKind where Value == SizeDistribution {
    static var allowedSizes: String {
        "a frame size such as 64, “imix”, { uniform = [64, 1518], seed = 1 },"
            + " { sizes = [64, 1518], weights = [7, 1], seed = 1 } or { pcap = “FILE” }"
    }

    /// One size, or a distribution.
    ///
    /// The bounds that format and MTU set are checked later.
    static var sizes: ValueKind {
        ValueKind { _ in
            allowedSizes
        } read: { (value, vocabulary) throws(Problem) in
            switch value {
            case .integer(let bytes): .fixed(FrameSize(bytes))
            case .text("imix"): .imix(shortest: .minimum, seed: 1)
            case .table(let table): try SizeTable(table, vocabulary).distribution()
            default: throw Problem(message: "\(value.described) is not \(allowedSizes)")
            }
        }
    }
}

/// The inline table of a distribution of frame sizes.
private struct SizeTable {
    private let table: TOMLTable
    private let vocabulary: Vocabulary

    /// The key that says which distribution it is, and those that it may have besides.
    private static let forms: [(key: String, more: [String])] = [
        ("uniform", ["seed"]), ("sizes", ["weights", "seed"]), ("imix", ["seed"]), ("pcap", []),
    ]

    init(_ table: TOMLTable, _ vocabulary: Vocabulary) {
        self.table = table
        self.vocabulary = vocabulary
    }

    func distribution() throws(Problem) -> SizeDistribution {
        let form = try form()
        switch form {
        case "uniform":
            let bounds = try bounds()
            return .uniform(smallest: bounds.0, largest: bounds.1, seed: try seed())
        case "sizes":
            let sizes = try weighted()
            return .weighted(sizes, seed: try seed())
        case "imix":
            guard let value = value("imix"), value.text == "simple" else {
                throw wrong("imix", "is not an IMIX that is known (allowed: “simple”)")
            }
            return .imix(shortest: .minimum, seed: try seed())
        default:
            return .trace(try trace())
        }
    }

    private func value(_ key: String) -> FileValue? { table[key].map(FileValue.init) }

    /// The value of this key, and what is wrong with it.
    private func wrong(_ key: String, _ message: String) -> Problem {
        Problem(subpath: ".\(key)", message: "\(value(key)?.described ?? "") \(message)")
    }

    /// Which distribution it is: the one key of ``forms`` that is there, with none but its own.
    private func form() throws(Problem) -> String {
        let keys = Self.forms.map(\.key)
        let given = Self.forms.filter { table.contains(key: $0.key) }
        let known = given.first.map { [$0.key] + $0.more } ?? keys + ["weights", "seed"]
        for key in table.keys where !known.contains(key) {
            guard !keys.contains(key) else {
                throw Problem(
                    subpath: ".\(key)",
                    message: "\(given[0].key) is given as well; only one of the two may be")
            }
            throw Problem(
                subpath: ".\(key)", message: "unknown key\(advice(for: key, among: known))")
        }
        guard let found = given.first?.key else {
            throw Problem(
                message: "needs one of the keys \(keys.joined(separator: ", ")), as in"
                    + " { uniform = [64, 1518], seed = 1 }")
        }
        return found
    }

    private func bounds() throws(Problem) -> (FrameSize, FrameSize) {
        guard case .list(let items)? = value("uniform"), items.count == 2,
            let smallest = items[0].integer, let largest = items[1].integer, smallest < largest
        else {
            throw Problem(
                subpath: ".uniform",
                message: "must be the smallest and a larger size, such as [64, 1518]")
        }
        return (FrameSize(smallest), FrameSize(largest))
    }

    private func seed() throws(Problem) -> UInt64 {
        do throws(Problem) {
            return try ValueKind<UInt64>.seed.read(value("seed") ?? .integer(1), vocabulary)
        } catch {
            throw Problem(subpath: ".seed", message: error.message)
        }
    }

    private func trace() throws(Problem) -> SizeTrace {
        guard let path = value("pcap")?.text, !path.isEmpty else {
            throw wrong("pcap", "is not the path of a pcap file, such as “trace.pcap”")
        }
        do throws(SizeError) {
            return try vocabulary.readTrace(path)
        } catch {
            throw Problem(subpath: ".pcap", message: error.message)
        }
    }
}

extension SizeTable {
    private func weighted() throws(Problem) -> WeightedSizes {
        let sizes = try list("sizes", "such as [64, 594, 1518]") { $0.integer }
        guard table.contains(key: "weights") else {
            throw Problem(
                message: "needs the key weights beside sizes, as in { sizes ="
                    + " [64, 594, 1518], weights = [7, 4, 1], seed = 1 }")
        }
        let weights = try weights()
        guard sizes.count == weights.count else {
            throw Problem(
                subpath: ".weights",
                message: "\(sizes.count) sizes have \(weights.count) weights; each needs one")
        }
        do throws(SizeError) {
            return try WeightedSizes(Array(zip(sizes, weights)).map { ($0, $1) })
        } catch {
            throw Problem(subpath: ".sizes", message: error.message)
        }
    }

    /// Whole parts as they stand; percentages as millionths, so that four digits behind the point
    /// of each count.
    private func weights() throws(Problem) -> [Int] {
        let what = "such as [7, 4, 1] or [\"58.3%\", \"33.3%\", \"8.4%\"]"
        guard case .list(let items)? = value("weights"), items.first?.text != nil else {
            return try list("weights", what) { $0.integer.flatMap { $0 >= 0 ? $0 : nil } }
        }
        let shares = try list("weights", what) { value in
            value.text.flatMap { try? Quantity.fraction($0) }.flatMap { $0 <= 1.001 ? $0 : nil }
        }
        let sum = shares.reduce(0, +) * 100
        guard abs(sum - 100) <= 0.1 + 1e-9 else {
            let words = (sum * 1e4).rounded() / 1e4
            throw Problem(
                subpath: ".weights",
                message: "the percentages add up to \(words) %, not to 100 % (within 0.1 points)")
        }
        return shares.map { $0 > 0 ? max(1, Int(($0 * 1e6).rounded())) : 0 }
    }

    /// A list of values that `read` can read, at least one.
    private func list<Item>(
        _ key: String, _ what: String, _ read: (FileValue) -> Item?
    ) throws(Problem) -> [Item] {
        guard case .list(let items)? = value(key), !items.isEmpty else {
            throw Problem(subpath: ".\(key)", message: "must be a list \(what)")
        }
        var result: [Item] = []
        for (index, item) in items.enumerated() {
            guard let good = read(item) else {
                throw Problem(
                    subpath: ".\(key)[\(index)]",
                    message: "\(item.described) does not belong in a list \(what)")
            }
            result.append(good)
        }
        return result
    }
}
