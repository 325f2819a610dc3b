import Kernel
import Settings

/// How a sniffer is to look at an interface.
struct SniffPlan {
    let interface: String
    let version: RingVersion
    /// Of each CPU's ring.
    let geometry: RingGeometry
    let filter: SocketFilter
    let isPromiscuous: Bool
    let poisons: Bool
    /// How long a frame may stay unseen after it was taken (ns): until its block is handed over by
    /// a timer of whole ticks; a slot at once.
    let longestDelay: Int64
    /// Of the loopback interface, where every frame that is sent comes in again.
    let ignoresOutgoing: Bool

    /// - Parameters:
    ///   - backend: `tpacket-v2` or `tpacket-v3`.
    ///   - request: with the settings of that backend.
    /// - Throws: ``CaptureError/unsupported(_:)`` for other backends, and for a filter that does
    ///   not compile.
    init(_ backend: Backend, _ request: CaptureRequest, poisons: Bool) throws(CaptureError) {
        let settings = CaptureSettings(request.settings)
        let longest = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            try Interface.longestFrame(of: request.interface)
        }
        switch backend.name {
        case Backend.tpacketV2.name:
            version = .v2
            geometry = SlotRing.geometry(
                .v2, slots: request.settings[Backend.ringFrames],
                longest: min(settings.snaplen, longest))
        case Backend.tpacketV3.name:
            version = .v3
            geometry = BlockSettings(request.settings).geometry
        default:
            throw .unsupported(
                "backend \(backend.name) has no ring to look into; allowed: "
                    + Sniffer.backends.map(\.name).joined(separator: ", "))
        }
        if let expression = settings.filter {
            filter = try SocketFilter(
                compiling: expression, snaplen: settings.snaplen, on: request.interface)
        } else {
            filter = .keeping(settings.snaplen)
        }
        interface = request.interface
        guard Interface.hasEthernetHeader(interface) else {
            throw .unsupported("\(interface) has no Ethernet header, and only Ethernet is shown")
        }
        isPromiscuous = settings.isPromiscuous
        self.poisons = poisons
        let delay = version == .v3 ? geometry.retireTimeout + 8 : 2
        longestDelay = Int64(delay) * 1_000_000
        ignoresOutgoing = Interface.isLoopback(request.interface)
    }
}
