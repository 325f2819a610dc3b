import CLinux
import Glibc

/// The features of interfaces of the calling thread's network namespace: ethtool(8) -k and -K.
package enum InterfaceFeatures {
    /// One feature: what is asked for, what is in force.
    package struct Feature: Sendable, Hashable {
        /// The kernel's name, such as `rx-gro` (`netdev_features_strings`).
        package let name: String
        package let isActive: Bool
        /// What was asked for; it may not be in force, for want of another feature.
        package let isWanted: Bool
        package let isChangeable: Bool
    }

    /// All features, in the kernel's order.
    package static func all(of interface: String) throws(SystemError) -> [Feature] {
        let capacity = 256
        var names = [CChar](repeating: 0, count: capacity * 32)
        var states = [UInt8](repeating: 0, count: capacity)
        let count = try systemCall("ioctl(ETHTOOL_GFEATURES)", on: interface) {
            clinux_ethtool_features(interface, &names, &states, CInt(capacity))
        }
        return (0..<Int(count)).map { place in
            let bytes = names[place * 32..<(place + 1) * 32].prefix { $0 != 0 }
            return Feature(bytes: bytes.map { UInt8(bitPattern: $0) }, state: states[place])
        }
    }

    /// Asks for a feature, or for its absence; what came of it, ``all(of:)`` tells.
    package static func want(
        _ name: String, _ isOn: Bool, of interface: String
    ) throws(SystemError) {
        guard let place = try all(of: interface).firstIndex(where: { $0.name == name }) else {
            throw SystemError(call: "ioctl(ETHTOOL_SFEATURES)", code: ENOENT, subject: name)
        }
        try systemCall("ioctl(ETHTOOL_SFEATURES)", on: interface) {
            clinux_ethtool_want(interface, CInt(place), isOn ? 1 : 0)
        }
    }
}

extension InterfaceFeatures.Feature {
    fileprivate init(bytes: [UInt8], state: UInt8) {
        func has(_ bit: Int) -> Bool { Int(state) & bit != 0 }
        name = String(decoding: bytes, as: UTF8.self)
        isActive = has(clinux_FEATURE_ACTIVE)
        isWanted = has(clinux_FEATURE_WANTED)
        isChangeable = has(clinux_FEATURE_CHANGEABLE)
    }
}
