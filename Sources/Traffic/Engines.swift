extension Engine {
    /// Every engine, in the order of listings.
    ///
    /// A new one is a file and a word here.
    package static let all: [Engine] = [
        .xdp, .sendmmsg, .txRing, .send, .tcp, .trafgen, .tcpreplay,
    ]

    /// The engine of this name, or `nil`.
    package static func named(_ name: String) -> Engine? {
        all.first { $0.name == name }
    }

    /// What `auto` stands for.
    package struct Choice: Sendable {
        package let engine: Engine
        /// Why the faster ones were passed over: `xdp: needs root`; empty if none was.
        package let passedOver: [String]

        /// In words, for the record; `nil` if the fastest was taken.
        package var reason: String? {
            passedOver.isEmpty
                ? nil : "auto is \(engine.name): " + passedOver.joined(separator: "; ")
        }
    }

    /// The engine that `auto` stands for on this machine for all of these tasks, or `nil` if none
    /// can work.
    package static func preferred(for tasks: [TrafficTask] = []) -> Choice? {
        let candidates = all.compactMap { engine in engine.preference.map { (engine, $0) } }
            .sorted { $0.1 > $1.1 }.map(\.0)
        var passedOver: [String] = []
        for engine in candidates {
            guard let reason = engine.obstacle() ?? tasks.firstNonNil(engine.objection) else {
                return Choice(engine: engine, passedOver: passedOver)
            }
            passedOver.append("\(engine.name): \(reason)")
        }
        return nil
    }
}

extension Sequence {
    /// The first value that `transform` gives.
    fileprivate func firstNonNil<Value>(_ transform: (Element) -> Value?) -> Value? {
        for element in self {
            if let value = transform(element) { return value }
        }
        return nil
    }
}
