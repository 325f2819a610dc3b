/// Addresses of the two ends of a testbed, for traffic that needs any: of RFC 2544 appendix C
/// (198.18.0.0/15), which nobody routes.
package enum TestAddress: UInt32, Sendable {
    case generator = 0xc612_0001
    case capture = 0xc612_0002

    /// Bits of the network's part.
    package static let prefixLength = 30

    package var text: String {
        [24, 16, 8, 0].map { "\((rawValue >> UInt32($0)) & 0xff)" }.joined(separator: ".")
    }
}
