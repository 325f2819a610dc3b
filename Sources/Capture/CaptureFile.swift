import CPcap
import FoundationEssentials
import Kernel
package import Packets

/// Why a file of captured packets cannot be read; a clause without its path.
package struct CaptureFileError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// A file of captured packets: pcap or pcapng, of either byte order, packed or not.
///
/// Read once, from start to end, in constant memory. Closed when its owner goes away.
package final class CaptureFile {
    private var source: ByteSource
    private var parser = SavedPackets()
    private var room: UnsafeMutableRawBufferPointer
    /// What was read and not used yet.
    private var unread = 0..<0
    private let compression: Compression?

    /// A packet, valid until the next one is asked for.
    package struct FilePacket {
        /// What was captured of it.
        package let bytes: UnsafeRawBufferPointer
        /// Bytes that it had on the wire, without FCS.
        package let length: Int
        package let interface: SavedPackets.SavedInterface
        /// Nanoseconds since 1970; `nil` if the file does not say.
        package let time: Int64?
    }

    /// How a file ends.
    package enum End: Sendable, Hashable {
        /// After its last packet.
        case whole
        /// In the middle of a packet, as when its writer was killed.
        case cut(String)
        /// With something that is no packet.
        case damaged(String)
    }

    /// How this one ends; `nil` until ``next()`` has come there.
    package private(set) var end: End?

    /// Opens a file; `-` is standard input.
    package init(_ path: String) throws(CaptureFileError) {
        room = .allocate(byteCount: 1 << 18, alignment: 16)
        do throws(SystemError) {
            source = try ByteSource(path)
        } catch {
            room.deallocate()
            throw CaptureFileError("cannot be read (\(error))")
        }
        compression = Self.compression(source, room, &unread)
        if let compression {
            let start = Array(room[unread])
            unread = 0..<0
            do throws(SystemError) {
                source = try ByteSource(
                    unpacking: path, with: [compression.program, "-dc"], start: start,
                    patience: 60_000)
            } catch {
                room.deallocate()
                throw CaptureFileError("cannot be unpacked (\(error))")
            }
        }
        try begin()
    }

    deinit {
        room.deallocate()
    }

    /// Reads so much that a packed file is known.
    private static func compression(
        _ source: ByteSource, _ room: UnsafeMutableRawBufferPointer, _ unread: inout Range<Int>
    ) -> Compression? {
        while unread.count < Compression.signature,
            let count = try? source.read(
                into: UnsafeMutableRawBufferPointer(rebasing: room[unread.upperBound...])),
            count > 0
        {
            unread = 0..<unread.upperBound + count
        }
        return Compression(room[unread])
    }

    /// Goes on to the first packet, or to the first interface that is described.
    private func begin() throws(CaptureFileError) {
        while parser.interfaces.isEmpty, end == nil {
            switch parser.step(ByteView(UnsafeRawBufferPointer(rebasing: room[unread]))) {
            case .passed(let count): unread = unread.lowerBound + count..<unread.upperBound
            case .needs(let count):
                if fill(count) { continue }
                if let reason = failure() { throw CaptureFileError(reason) }
                // A section without interfaces or packets is a valid file.
                guard parser.isPcapng, unread.isEmpty else {
                    throw CaptureFileError(
                        "is not a pcap file (truncated dump file: it ends after "
                            + "\(unread.count) byte\(unread.count == 1 ? "" : "s") of its header)")
                }
                end = .whole
            case .damaged(let reason): throw CaptureFileError("is not a pcap file (\(reason))")
            case .packet: return
            }
        }
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

    /// The first interface; `nil` if none is described.
    package var interface: SavedPackets.SavedInterface? { parser.interfaces.first }

    /// Whether the file may have interfaces that differ.
    package var mayHaveMore: Bool { parser.isPcapng }

    /// Bytes that are kept of a packet at most.
    package var snaplen: Int { interface?.snaplen ?? .max }

    /// A link type's name, such as `LINUX_SLL`, or its number.
    package static func linkName(_ number: Int) -> String {
        Int32(exactly: number).flatMap { pcap_datalink_val_to_name($0) }
            .map { String(cString: $0) } ?? "type \(number)"
    }

    /// The next packet; `nil` at the end, of which ``end`` then tells.
    package func next() -> FilePacket? {
        while end == nil {
            let view = UnsafeRawBufferPointer(rebasing: room[unread])
            switch parser.step(ByteView(view)) {
            case .packet(let packet, let size):
                unread = unread.lowerBound + size..<unread.upperBound
                return FilePacket(
                    bytes: UnsafeRawBufferPointer(rebasing: view[packet.bytes]),
                    length: packet.length, interface: packet.interface, time: packet.time)
            case .passed(let count): unread = unread.lowerBound + count..<unread.upperBound
            case .needs(let count): if !fill(count) { finish(needing: count) }
            case .damaged(let reason): end = .damaged(reason)
            }
        }
        return nil
    }

    /// Reads until so many bytes are unread; `false` if the file has fewer.
    private func fill(_ count: Int) -> Bool {
        makeRoom(count)
        while unread.count < count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: room[unread.upperBound...])
            do throws(SystemError) {
                let got = try source.read(into: rest)
                guard got > 0 else { return false }
                unread = unread.lowerBound..<unread.upperBound + got
            } catch {
                end = .damaged("\(error)")
                return false
            }
        }
        return true
    }

    /// Moves what is unread to the beginning, of larger memory if there is not room for so much.
    private func makeRoom(_ count: Int) {
        let old = room
        let kept = UnsafeRawBufferPointer(rebasing: old[unread])
        if count > old.count { room = .allocate(byteCount: count * 2, alignment: 16) }
        room.copyMemory(from: kept)
        unread = 0..<kept.count
        if count > old.count { old.deallocate() }
    }

    private func finish(needing count: Int) {
        guard end == nil else { return }
        if let reason = failure() {
            end = .cut(reason)
        } else if unread.isEmpty {
            end = .whole
        } else {
            end = .cut("truncated dump file: \(unread.count) of \(count) bytes are there")
        }
    }

    /// What the program that unpacks complained about.
    private func failure() -> String? {
        guard let compression, let reason = source.failure() else { return nil }
        if reason.contains("not found") {
            return "needs \(compression.program): apt-get install \(compression.package)"
        }
        return "cannot be unpacked (\(reason))"
    }
}
