import CPcap
import FoundationEssentials
package import Frames

/// A file of recorded frames, as tcpdump(8) writes it: pcap or pcapng.
///
/// Source: pcap_open_offline(3PCAP), pcap-savefile(5).
package enum TraceFile {
    /// Reads the sizes of the first frames, ``SizeDistribution/tableLength`` at most.
    ///
    /// A frame's size is its length on the wire, kept whole or not, and 4 bytes of FCS, which
    /// nothing on Linux records.
    ///
    /// - Throws: if it is missing, no such file, of another link than Ethernet, without a frame or
    ///   cut off within what is read. The message begins with the path.
    package static func read(_ path: String) throws(SizeError) -> SizeTrace {
        let path = absolute(path)
        if let problem = problem(path) { throw SizeError("\(path): \(problem)") }
        let file = try File(path)
        guard file.isEthernet else {
            throw SizeError("\(path): its frames are not Ethernet but \(file.linkName)")
        }
        var sizes: [FrameSize] = []
        while sizes.count < SizeDistribution.tableLength, let length = try file.next(sizes.count) {
            sizes.append(FrameSize(length + FrameSize.fcs))
        }
        // What comes after is not sent, so that damage there is nobody's concern.
        let isCut = sizes.count == SizeDistribution.tableLength && file.hasMore
        guard let trace = SizeTrace(path: path, recorded: sizes, isCut: isCut) else {
            throw SizeError("\(path): has no frames")
        }
        return trace
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path
    }

    /// Why the path cannot be read as a file; `nil` if it may.
    private static func problem(_ path: String) -> String? {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            return "no such file"
        }
        if isDirectory { return "is a directory, not a pcap file" }
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
            return "cannot be read"
        }
        // Opening a pipe would wait for somebody to write into it.
        return attributes[.type] as? FileAttributeType == .typeRegular
            ? nil : "is not a regular file"
    }
}

extension TraceFile {
    /// An open file, closed when its owner goes away.
    private final class File {
        private let handle: OpaquePointer
        private let path: String

        init(_ path: String) throws(SizeError) {
            var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
            guard let handle = pcap_open_offline(path, &message) else {
                throw SizeError("\(path): \(Self.refusal(Self.text(message), path))")
            }
            self.handle = handle
            self.path = path
        }

        deinit {
            pcap_close(handle)
        }

        var isEthernet: Bool { pcap_datalink(handle) == DLT_EN10MB }

        /// The link type's name, such as `LINUX_SLL`, or its number.
        var linkName: String {
            let type = pcap_datalink(handle)
            return pcap_datalink_val_to_name(type).map { String(cString: $0) } ?? "type \(type)"
        }

        /// The length of the next frame on the wire, without FCS; `nil` at the end of the file.
        func next(_ count: Int) throws(SizeError) -> Int? {
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var bytes: UnsafePointer<UInt8>?
            switch pcap_next_ex(handle, &header, &bytes) {
            case 1: return header.map { Int($0.pointee.len) } ?? 0
            case PCAP_ERROR_BREAK: return nil
            default:
                let reason = String(cString: pcap_geterr(handle))
                let what = reason.contains("truncated") ? "is cut off" : "is damaged"
                throw SizeError(
                    "\(path): \(what) after \(count) whole frame\(count == 1 ? "" : "s") (\(reason))"
                )
            }
        }

        /// Whether anything, whole or not, comes after what was read.
        var hasMore: Bool {
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var bytes: UnsafePointer<UInt8>?
            return pcap_next_ex(handle, &header, &bytes) != PCAP_ERROR_BREAK
        }

        /// libpcap's message without the path that it has only sometimes.
        private static func refusal(_ message: String, _ path: String) -> String {
            let rest =
                message.hasPrefix(path + ": ") ? message.dropFirst(path.count + 2) : message[...]
            return "is not a pcap file (\(rest))"
        }

        private static func text(_ message: [CChar]) -> String {
            let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
