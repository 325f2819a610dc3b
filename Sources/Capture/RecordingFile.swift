package import Frames
import Packets

/// A file of recorded frames that are to be sent as they are: pcap or pcapng, packed or not.
package enum RecordingFile {
    /// Reads all frames into memory.
    ///
    /// An FCS that the file has is left out. Frames below ``Recording/shortest`` bytes are filled up.
    ///
    /// - Throws: if it is missing, no such file, without a frame, damaged, or too large; or if a frame is
    ///   cut, or of another link than Ethernet. The message begins with the path and names the frame.
    package static func read(_ path: String) throws(SizeError) -> Recording {
        let (path, file) = try TraceFile.opened(path)
        var frames = Frames()
        while let packet = file.next() {
            do throws(SizeError) {
                try frames.add(packet)
            } catch {
                throw SizeError("\(path): \(error.message)")
            }
        }
        let count = frames.times.count
        if let problem = TraceFile.damage(file, after: count) {
            throw SizeError("\(path): \(problem)")
        }
        guard
            let recording = Recording(
                path: path, bytes: frames.bytes, starts: frames.starts, times: frames.times,
                filledUp: frames.filledUp)
        else { throw SizeError("\(path): has no frames") }
        return recording
    }

    /// Reads `PATH`, or `PATH:FINGERPRINT`, which the file must still have.
    package static func read(planned text: String) throws(SizeError) -> Recording {
        guard let colon = text.lastIndex(of: ":"),
            Fingerprint.isOne(text[text.index(after: colon)...])
        else { return try read(text) }
        let recording = try read(String(text[..<colon]))
        guard recording.fingerprint == text[text.index(after: colon)...] else {
            throw SizeError(
                "\(recording.path): has changed since it was planned with: other frames or times")
        }
        return recording
    }

    /// What was read so far.
    private struct Frames {
        var bytes: [UInt8] = []
        var starts = [0]
        var times: [Int64?] = []
        var filledUp = 0

        mutating func add(_ packet: CaptureFile.FilePacket) throws(SizeError) {
            let number = times.count + 1
            guard LinkType(number: packet.interface.link) == .ethernet else {
                throw SizeError(
                    "frame \(number) is not Ethernet but"
                        + " \(CaptureFile.linkName(packet.interface.link))")
            }
            guard packet.bytes.count >= packet.length else {
                throw SizeError(
                    "frame \(number) is cut: \(packet.bytes.count) of its \(packet.length) bytes"
                        + " were recorded; frames can be sent only if they were recorded whole"
                        + " (tcpdump -s 0)")
            }
            // What a tool put behind the frame was not on the wire.
            let length = packet.length - (packet.interface.hasFCS ? FrameSize.fcs : 0)
            guard (14...65_535).contains(length) else {
                throw SizeError(
                    "frame \(number) has \(length) bytes; allowed: 14 to 65535, FCS not counted")
            }
            guard times.count < Recording.mostFrames,
                bytes.count + max(length, Recording.shortest) <= Recording.mostBytes
            else {
                throw SizeError(
                    "has more than \(Recording.mostBytes >> 20) MiB or \(Recording.mostFrames) frames,"
                        + " which are kept in memory; take a part of it (editcap -r IN OUT 1-100000)"
                )
            }
            bytes += packet.bytes.prefix(length)
            if length < Recording.shortest {
                bytes += [UInt8](repeating: 0, count: Recording.shortest - length)
                filledUp += 1
            }
            starts.append(bytes.count)
            times.append(packet.time)
        }
    }
}
