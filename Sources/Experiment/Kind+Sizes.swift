import Frames
import TOMLKit

extension Kind where Value == SizeDistribution {
    private static var what: String {
        "a frame size such as 64, or { uniform = [64, 1518], seed = 1 }"
    }

    /// One size, or a distribution.
    ///
    /// The bounds that the MTU sets are checked later.
    static var sizes: Kind {
        Kind { _ in
            what
        } read: { (value, _) throws(Problem) in
            switch value {
            case .integer(let bytes): .fixed(FrameSize(bytes))
            case .table(let table): try uniform(table)
            default: throw Problem(message: "\(value.described) is not \(what)")
            }
        }
    }

    private static func uniform(_ table: TOMLTable) throws(Problem) -> SizeDistribution {
        let known = ["uniform", "seed"]
        for key in table.keys where !known.contains(key) {
            throw Problem(
                subpath: ".\(key)", message: "unknown key\(advice(for: key, among: known))")
        }
        guard let value = table["uniform"].map(FileValue.init) else {
            throw Problem(
                message: "needs the key uniform, as in { uniform = [64, 1518], seed = 1 }")
        }
        let bounds = try bounds(value)
        let seed = try seed(table["seed"].map(FileValue.init) ?? .integer(1))
        return .uniform(smallest: bounds.0, largest: bounds.1, seed: seed)
    }

    private static func bounds(_ value: FileValue) throws(Problem) -> (FrameSize, FrameSize) {
        guard case .list(let items) = value, items.count == 2,
            let smallest = items[0].integer, let largest = items[1].integer, smallest < largest
        else {
            throw Problem(
                subpath: ".uniform",
                message: "must be the smallest and a larger size, such as [64, 1518]")
        }
        return (FrameSize(smallest), FrameSize(largest))
    }

    private static func seed(_ value: FileValue) throws(Problem) -> UInt64 {
        do throws(Problem) {
            return try Kind<UInt64>.seed.read(
                value, Vocabulary(backends: [], engines: [], topologies: [], figures: []))
        } catch {
            throw Problem(subpath: ".seed", message: error.message)
        }
    }
}
