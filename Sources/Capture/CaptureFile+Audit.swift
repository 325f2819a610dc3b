package import Auditing
import Packets

extension CaptureFile {
    /// Audits every packet up to the end, or up to the last that can be read.
    package func audit(into audit: inout CaptureAudit) {
        while let packet = next() {
            audit.take(
                ByteView(packet.bytes), length: packet.length,
                link: LinkType(number: packet.interface.link))
        }
    }
}
