import Settings

extension Backend {
    /// Every backend, in the order of listings.
    ///
    /// A new one is a file and a word here.
    package static let all: [Backend] = [
        .null, .recv, .recvmmsg, .ioUring, .tpacketV1, .tpacketV2, .tpacketV3, .afXDP, .pcap,
        .command,
    ]

    /// Those of ours that capture from an interface.
    package static let packet = all.filter { !$0.isTool && !$0.makesItsFrames }

    /// Names of ``packet`` that have all of these options.
    package static func names(with options: String...) -> [String] {
        packet.filter { backend in options.allSatisfy { backend.has($0) } }.map(\.name)
    }

    /// The backend of this name, or `nil`.
    package static func named(_ name: String) -> Backend? {
        all.first { $0.name == name }
    }

    /// Whether it has this option.
    package func has(_ option: String) -> Bool {
        component.settings.contains { $0.name == option }
    }
}
