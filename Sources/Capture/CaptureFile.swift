import CPcap
import FoundationEssentials

/// Why a file of captured packets cannot be read; a clause without its path.
package struct CaptureFileError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// A file of captured packets, as tcpdump(8) writes it: pcap or pcapng, of either byte order.
///
/// Read once, from start to end, in constant memory. Closed when its owner goes away.
/// Source: pcap_open_offline(3PCAP), pcap-savefile(5).
package final class CaptureFile {
    private let handle: OpaquePointer

    /// A packet, valid until the next one is asked for.
    package struct Packet {
        /// What was captured of it.
        package let bytes: UnsafeRawBufferPointer
        /// Bytes that it had on the wire, without FCS.
        package let length: Int
    }

    /// How a file ends.
    package enum End: Sendable, Hashable {
        /// After its last packet.
        case whole
        /// In the middle of a packet, as when its writer was killed; libpcap's words.
        case cut(String)
        /// With something that is no packet; libpcap's words.
        case damaged(String)
    }

    /// How this one ends; `nil` until ``next()`` has come there.
    package private(set) var end: End?

    /// Opens a file; `-` is standard input.
    package init(_ path: String) throws(CaptureFileError) {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_open_offline(path, &message) else {
            let reason = Self.refusal(Self.text(message), path)
            throw CaptureFileError("is not a pcap file (\(reason))")
        }
        self.handle = handle
    }

    deinit {
        pcap_close(handle)
    }

    /// Why there is nothing to be opened at this path; `nil` if there is.
    package static func problem(_ path: String) -> String? {
        guard path != "-" else { return nil }
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            return "no such file"
        }
        return isDirectory ? "is a directory, not a pcap file" : nil
    }

    /// libpcap's number of the link type, DLT_.
    package var linkNumber: Int { Int(pcap_datalink(handle)) }

    /// Bytes that are kept of a packet at most.
    package var snaplen: Int {
        // 0 stands for any length.
        let snaplen = Int(pcap_snapshot(handle))
        return snaplen > 0 ? snaplen : .max
    }

    /// The link type's name, such as `LINUX_SLL`, or its number.
    package var linkName: String {
        let type = pcap_datalink(handle)
        return pcap_datalink_val_to_name(type).map { String(cString: $0) } ?? "type \(type)"
    }

    /// The next packet; `nil` at the end, of which ``end`` then tells.
    package func next() -> Packet? {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var bytes: UnsafePointer<UInt8>?
        guard end == nil else { return nil }
        switch pcap_next_ex(handle, &header, &bytes) {
        case 1:
            guard let header else { return nil }
            return Packet(
                bytes: UnsafeRawBufferPointer(start: bytes, count: Int(header.pointee.caplen)),
                length: Int(header.pointee.len))
        case PCAP_ERROR_BREAK: end = .whole
        default:
            let reason = String(cString: pcap_geterr(handle))
            end = reason.contains("truncated") ? .cut(reason) : .damaged(reason)
        }
        return nil
    }

    /// libpcap's message without the path that it has only sometimes.
    private static func refusal(_ message: String, _ path: String) -> Substring {
        message.hasPrefix(path + ": ") ? message.dropFirst(path.count + 2) : message[...]
    }

    private static func text(_ message: [CChar]) -> String {
        let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
