/// How a capture file is packed, as its first bytes say.
package enum Compression: String, Sendable, CaseIterable {
    case gzip
    case zstd
    case lz4
    case xz
    case bzip2

    /// Bytes that tell.
    package static let signature = 6

    /// `nil` if it is not packed in a way that is known.
    package init?(_ start: some Collection<UInt8>) {
        let start = Array(start.prefix(Self.signature))
        guard let found = Self.allCases.first(where: { start.starts(with: $0.magic) }) else {
            return nil
        }
        self = found
    }

    /// RFC 1952, RFC 8878, the LZ4 frame format, the .xz file format, bzip2.
    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1f, 0x8b]
        case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
        case .lz4: [0x04, 0x22, 0x4d, 0x18]
        case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
        case .bzip2: [0x42, 0x5a, 0x68]
        }
    }

    /// The program that unpacks it.
    package var program: String { rawValue }

    /// The Debian package of the program.
    package var package: String { self == .xz ? "xz-utils" : rawValue }
}
