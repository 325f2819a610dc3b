extension Engine {
    /// Every engine, in the order of listings.
    ///
    /// A new one is a file and a word here.
    package static let all: [Engine] = [.sendmmsg]

    /// The engine of this name, or `nil`.
    package static func named(_ name: String) -> Engine? {
        all.first { $0.name == name }
    }

    /// The engine that `auto` stands for on this machine, or `nil` if none can work.
    package static func preferred() -> Engine? {
        all.sorted { $0.preference > $1.preference }.first { $0.obstacle() == nil }
    }
}
