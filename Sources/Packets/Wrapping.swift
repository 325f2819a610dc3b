/// What a packet is wrapped in, from outside to inside: VLAN tags, labels, tunnels.
///
/// The first four layers by their numbers; more are told apart, and not named.
package struct Wrapping: Hashable, Sendable {
    private var layers: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var more: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { layers.0 == 0 }

    package enum Layer: UInt8, Sendable {
        case vlan = 1
        case mpls, pppoe, ppp, gre, erspan, ipip, vxlan, geneve, gtp, etherip
    }

    /// Adds a layer.
    ///
    /// - Parameters:
    ///   - number: VLAN, label, session, key or network; below 2^48.
    ///   - isNamed: whether the number is one that people know.
    mutating func add(_ kind: Layer, _ number: UInt64, isNamed: Bool = true) {
        let layer =
            UInt64(kind.rawValue) << 56 | (isNamed ? 1 << 48 : 0) | number & 0xffff_ffff_ffff
        if layers.0 == 0 {
            layers.0 = layer
        } else if layers.1 == 0 {
            layers.1 = layer
        } else if layers.2 == 0 {
            layers.2 = layer
        } else if layers.3 == 0 {
            layers.3 = layer
        } else {
            var hash = PacketHash()
            hash.mix(more)
            hash.mix(layer)
            more = hash.value
        }
    }

    /// `vlan 10, vxlan 42`.
    package var text: String {
        var words = [layers.0, layers.1, layers.2, layers.3].compactMap(Self.word)
        if more != 0 { words.append("…") }
        return words.joined(separator: ", ")
    }

    private static func word(_ layer: UInt64) -> String? {
        guard let kind = Layer(rawValue: UInt8(layer >> 56)) else { return nil }
        guard layer >> 48 & 1 == 1 else { return "\(kind)" }
        return "\(kind) \(layer & 0xffff_ffff_ffff)"
    }

    package static func == (left: Wrapping, right: Wrapping) -> Bool {
        left.layers == right.layers && left.more == right.more
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(layers.0)
        hasher.combine(layers.1)
        hasher.combine(layers.2)
        hasher.combine(layers.3)
        hasher.combine(more)
    }
}
