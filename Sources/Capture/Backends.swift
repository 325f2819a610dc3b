extension Backend {
    /// Every backend, in the order of listings.
    ///
    /// A new one is a file and a word here.
    package static let all: [Backend] = [
        .null, .recv, .tpacketV1, .tpacketV2, .tpacketV3, .pcap, .command,
    ]

    /// The backend of this name, or `nil`.
    package static func named(_ name: String) -> Backend? {
        all.first { $0.name == name }
    }
}
