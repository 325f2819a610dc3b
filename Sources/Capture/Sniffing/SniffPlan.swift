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
    /// Of the loopback interface, where every frame that is sent comes in again.
    let ignoresOutgoing: Bool

    /// - Parameters:
    ///   - backend: `tpacket-v2` or `tpacket-v3`.
    ///   - request: with the settings of that backend.
    /// - Throws: ``CaptureError/unsupported(_:)`` for other backends, and for a filter that does
    ///   not compile.
    init(_ backend: Backend, _ request: CaptureRequest, poisons: Bool) throws(CaptureError) {
        let settings = CaptureSettings(request.settings)
        switch backend.name {
        case Backend.tpacketV2.name:
            version = .v2
            geometry = SlotRing<SlotHeaderV2>.geometry(
                slots: request.settings.integer("ring_frames") ?? 4096)
        case Backend.tpacketV3.name:
            version = .v3
            geometry = BlockSettings(request.settings).geometry
        default:
            throw .unsupported(
                "backend \(backend.name) has no ring to look into; allowed: "
                    + Sniffer.backends.map(\.name).joined(separator: ", "))
        }
        if let expression = settings.filter {
            filter = try SocketFilter(compiling: expression, snaplen: settings.snaplen)
        } else {
            filter = .keeping(settings.snaplen)
        }
        interface = request.interface
        isPromiscuous = settings.isPromiscuous
        self.poisons = poisons
        ignoresOutgoing = Interface.isLoopback(request.interface)
    }
}
