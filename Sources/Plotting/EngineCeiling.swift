package import Results
import Statistics

/// What an engine can send of frames of one size, on one topology: medians over the trials.
package struct EngineCeiling: Sendable, Hashable, Encodable {
    /// How much in a second.
    package struct Rate: Sendable, Hashable, Encodable {
        package let framesPerSecond: Double
        /// On the wire: FCS, preamble and gap included.
        package let gigabitsPerSecond: Double
        package let trials: Int
    }

    package let engine: String
    package let topology: String
    /// Bytes, FCS included.
    package let frameSize: Int
    /// With nobody listening; `nil` if no such trial has a rate.
    package let alone: Rate?
    /// Beside a capturer.
    package let beside: Rate?
    /// The series of that capturer.
    package let capturer: String?

    /// Every engine, topology and size of trials at rate `max`, each capturer apart.
    ///
    /// Engines and topologies in the order of the experiment, then by size.
    package static func all(
        in records: [TrialRecord], order: DeclaredOrder = DeclaredOrder()
    ) -> [EngineCeiling] {
        var alone: [CeilingKey: [Double]] = [:]
        var beside: [CeilingKey: [String: [Double]]] = [:]
        for record in records {
            guard let rate = CurveSubject.ceilingRate(record), let size = record.frameSize else {
                continue
            }
            let place = CeilingKey(
                engine: record.engine ?? "", topology: record.topology ?? "", size: size)
            if record.outcome == .baseline {
                alone[place, default: []].append(rate)
            } else {
                beside[place, default: [:]][record.role, default: []].append(rate)
            }
        }
        let places = Set(alone.keys).union(beside.keys).sorted { $0.precedes($1, order) }
        return places.flatMap { place in
            let own = alone[place].flatMap { self.rate($0, size: place.size) }
            let others = (beside[place] ?? [:]).sorted {
                order.series.rank(of: $0.key) < order.series.rank(of: $1.key)
            }
            guard !others.isEmpty else { return [EngineCeiling(place, own, nil, nil)] }
            return others.map { role, rates in
                EngineCeiling(place, own, rate(rates, size: place.size), role)
            }
        }
    }

    private init(_ place: CeilingKey, _ alone: Rate?, _ beside: Rate?, _ capturer: String?) {
        engine = place.engine
        topology = place.topology
        frameSize = place.size
        self.alone = alone
        self.beside = beside
        self.capturer = capturer
    }

    private static func rate(_ rates: [Double], size: Int) -> Rate? {
        Sample(rates).map { sample in
            Rate(
                framesPerSecond: sample.median,
                gigabitsPerSecond: WireRate.gigabits(framesPerSecond: sample.median, size: size),
                trials: sample.count)
        }
    }

    private struct CeilingKey: Hashable {
        let engine: String
        let topology: String
        let size: Int

        func precedes(_ other: CeilingKey, _ order: DeclaredOrder) -> Bool {
            let texts = [("engine", engine, other.engine), ("topology", topology, other.topology)]
            for (name, own, its) in texts where own != its {
                guard let condition = Condition.named(name, []) else { continue }
                return order.precedes(own, its, of: condition)
            }
            return size < other.size
        }
    }
}
