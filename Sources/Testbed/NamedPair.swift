import Kernel

/// Two interfaces that the user named, in the network namespace that bench was started in.
///
/// Changes nothing about them: what is to be changed, ``InterfaceConfiguration`` has changed
/// before.
package final class NamedPair: Testbed {
    package let generator: Link
    package let capture: Link
    package let readBack: [String: String]
    package let mismatches: [String]
    package let remarks: [String]
    package let refusals: Refusals
    package let isSilent = false
    /// The work of an interface's NAPI thread, if the user gave it one, has no clock here.
    package let napiThreads: [CInt] = []
    package let napiThreadIsPinned = false

    /// Looks at the two.
    ///
    /// - Parameters:
    ///   - mtu: bytes above the Ethernet header that the largest frame needs.
    ///   - isConfigured: whether they were set up for this, so that what is otherwise is wrong.
    /// - Throws: if one is missing, down, without a carrier, or too small for the frames.
    package init(
        generator: String, capture: String, mtu: Int, placement: Placement, isConfigured: Bool
    ) throws(TestbedError) {
        self.generator = try Link(named: generator)
        self.capture = try Link(named: capture)
        let look = { (name: String, side: NamedEnd.Side) throws(TestbedError) -> NamedEnd in
            try NamedEnd.look(
                at: name, as: side, mtu: mtu, cpu: placement.capture, isConfigured: isConfigured)
        }
        let ends = (try look(generator, .generator), try look(capture, .capture))
        readBack = ends.0.readBack.merging(ends.1.readBack) { _, new in new }
        mismatches = ends.0.mismatches + ends.1.mismatches
        remarks = ends.0.remarks + ends.1.remarks
        refusals = NamedEnd.refusals(from: ends.0, to: ends.1)
    }

    /// Why an interface cannot be used as it is, with the remedy; `nil` if it can.
    package static func problem(with name: String, mtu: Int) -> String? {
        guard Interface.index(of: name) != nil else { return "there is no interface \(name)" }
        guard Interface.isUp(name) else {
            return "\(name) is down: ip link set \(name) up, or bench sweep --configure"
        }
        if let found = try? Interface.mtu(of: name), found < mtu {
            return "\(name) has an MTU of \(found), the largest frame needs \(mtu): "
                + "ip link set \(name) mtu \(mtu), or bench sweep --configure"
        }
        guard hasCarrier(name) else { return "\(name) has no carrier: is it connected?" }
        return nil
    }

    static func hasCarrier(_ name: String) -> Bool {
        (try? Sysfs().read("class/net/\(name)/carrier")) == "1"
    }
}

extension Link {
    /// An interface that the user named, in the network namespace of the calling thread.
    package convenience init(named name: String) throws(TestbedError) {
        self.init(
            namespace: try setup { try NetworkNamespace(ofCaller: ()) }, name: name, isNamed: true)
    }
}
