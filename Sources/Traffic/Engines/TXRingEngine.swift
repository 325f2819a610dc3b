import Frames
import Kernel
import Settings

extension Engine {
    /// `PACKET_TX_RING` of version 2, which libtrace calls `ring:` output.
    ///
    /// Frames are written into memory shared with the kernel, and one call sends a batch. The
    /// kernel takes slots in order, so one frame that the receiver keeps for long holds up the ring
    /// when it comes round to it: the default is 16 ms of frames at a million a second.
    static let txRing = Engine(
        component: Component(
            name: "tx-ring",
            summary: "paced PACKET_TX_RING (TPACKET_V2); works without root",
            settings: [
                TXRingOutlet.ringFrames.spec, TXRingOutlet.batch.spec, FrameOption.qdiscBypass.spec,
            ]),
        preference: 8, formats: PacedSession.formats,
        open: { request throws(TrafficError) in
            PacedSession(request, outlet: try TXRingOutlet(request))
        })
}
