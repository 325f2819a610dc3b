import FoundationEssentials
package import Frames
import Packets

/// A file of recorded frames, as tcpdump(8) writes it: pcap or pcapng.
///
/// Source: pcap_open_offline(3PCAP), pcap-savefile(5).
package enum TraceFile {
    /// Reads the sizes of the first frames, ``SizeDistribution/tableLength`` at most.
    ///
    /// A frame's size is its length on the wire, kept whole or not, with 4 bytes of FCS, which
    /// nothing on Linux records: added unless the file says that it is there. A frame cannot be
    /// shorter than what was captured of it, whatever a tool wrote as its length.
    ///
    /// - Throws: if it is missing, no such file, of another link than Ethernet, without a frame or
    ///   cut off within what is read. The message begins with the path.
    package static func read(_ path: String) throws(SizeError) -> SizeTrace {
        let (path, file) = try opened(path)
        try check(file.interface, path)
        var sizes: [FrameSize] = []
        while sizes.count < SizeDistribution.tableLength, let packet = file.next() {
            try check(packet.interface, path)
            let length = max(packet.length, packet.bytes.count)
            sizes.append(FrameSize(length + (packet.interface.hasFCS ? 0 : FrameSize.fcs)))
        }
        if let problem = damage(file, after: sizes.count) { throw SizeError("\(path): \(problem)") }
        // What comes after is not sent, so that damage there is nobody's concern.
        let isCut = sizes.count == SizeDistribution.tableLength && hasMore(file)
        guard let trace = SizeTrace(path: path, recorded: sizes, isCut: isCut) else {
            throw SizeError("\(path): has no frames")
        }
        return trace
    }

    /// Opens a regular file, and gives its absolute path.
    static func opened(_ path: String) throws(SizeError) -> (path: String, CaptureFile) {
        let path = absolute(path)
        if let problem = CaptureFile.problem(path) ?? special(path) {
            throw SizeError("\(path): \(problem)")
        }
        return (path, try open(path))
    }

    private static func check(
        _ interface: SavedPackets.SavedInterface?, _ path: String
    ) throws(SizeError) {
        guard let interface, LinkType(number: interface.link) != .ethernet else { return }
        let name = CaptureFile.linkName(interface.link)
        throw SizeError("\(path): its frames are not Ethernet but \(name)")
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path
    }

    /// Why the path is not that of a regular file; `nil` if it is.
    private static func special(_ path: String) -> String? {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
            return "cannot be read"
        }
        // Opening a pipe would wait for somebody to write into it.
        return attributes[.type] as? FileAttributeType == .typeRegular
            ? nil : "is not a regular file"
    }

    private static func open(_ path: String) throws(SizeError) -> CaptureFile {
        do throws(CaptureFileError) {
            return try CaptureFile(path)
        } catch {
            throw SizeError("\(path): \(error)")
        }
    }

    /// Why the file ended where it did, unless that is its end.
    static func damage(_ file: CaptureFile, after count: Int) -> String? {
        let after = "after \(count) whole frame\(count == 1 ? "" : "s")"
        return switch file.end {
        case .cut(let reason): "is cut off \(after) (\(reason))"
        case .damaged(let reason): "is damaged \(after) (\(reason))"
        case .whole, nil: nil
        }
    }

    /// Whether anything, whole or not, comes after what was read.
    private static func hasMore(_ file: CaptureFile) -> Bool {
        file.next() != nil || file.end != .whole
    }
}
