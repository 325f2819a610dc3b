package import Auditing
import Packets

/// Reads a capture to its end and audits every packet of it.
package struct AuditReader {
    private let file: CaptureFile
    private var audit: CaptureAudit

    /// - Parameter audit: one that has begun with another file, to be gone on with.
    package init(file: CaptureFile, audit: CaptureAudit) {
        self.file = file
        self.audit = audit
    }

    /// The audit, up to the last packet that could be read.
    package consuming func read() -> CaptureAudit {
        while let packet = file.next() {
            audit.take(ByteView(packet.bytes), length: packet.length)
        }
        return audit
    }
}
