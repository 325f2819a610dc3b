import CPcap
import Glibc
package import Packets

/// Writes frames into a file that tcpdump(8) and Wireshark read: pcap with nanoseconds.
///
/// Source: pcap_dump_open(3PCAP), pcap-savefile(5).
package final class CaptureWriter: FrameSink {
    private let format: OpaquePointer
    private let file: OpaquePointer
    private let snaplen: Int
    /// What goes to the kernel in one write(2): setvbuf(3) of glibc takes the size only of room that
    /// it is given.
    private let buffer: UnsafeMutableBufferPointer<CChar>
    /// Room to put a VLAN tag back into a frame.
    private var tagged = [UInt8](repeating: 0, count: CaptureSettings.wholeFrames + 4)
    package let path: String

    /// Makes the file, or empties it; `-` is standard output.
    ///
    /// A symbolic link is refused, but for those of the kernel, since nobody knows who put it there.
    package init(_ path: String, snaplen: Int) throws(CaptureFileError) {
        let precision = UInt32(PCAP_TSTAMP_PRECISION_NANO)
        guard
            let format = pcap_open_dead_with_tstamp_precision(
                DLT_EN10MB, CInt(clamping: snaplen), precision)
        else { throw CaptureFileError("libpcap has no memory to write it") }
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1 << 17)
        guard let file = Self.open(path, format, buffer) else {
            let code = errno
            buffer.deallocate()
            pcap_close(format)
            throw CaptureFileError("cannot be written (\(String(cString: strerror(code))))")
        }
        (self.format, self.file, self.path) = (format, file, path)
        (self.snaplen, self.buffer) = (snaplen, buffer)
    }

    private static func open(
        _ path: String, _ format: OpaquePointer, _ buffer: UnsafeMutableBufferPointer<CChar>
    ) -> OpaquePointer? {
        guard let number = descriptor(path), let stream = fdopen(number, "w") else { return nil }
        setvbuf(stream, buffer.baseAddress, Int32(_IOFBF), buffer.count)
        // Nobody else writes to the stream.
        __fsetlocking(stream, Int32(FSETLOCKING_BYCALLER))
        return pcap_dump_fopen(format, stream)
    }

    private static func descriptor(_ path: String) -> CInt? {
        if path == "-" { return STDOUT_FILENO }
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        let isOfKernel = path.hasPrefix("/dev/") || path.hasPrefix("/proc/self/fd/")
        let number = Glibc.open(path, flags | (isOfKernel ? 0 : O_NOFOLLOW), 0o644)
        return number < 0 ? nil : number
    }

    deinit {
        pcap_dump_close(file)
        pcap_close(format)
        buffer.deallocate()
    }

    package func take(_ place: FramePlace) {
        guard let tag = place.tag, place.bytes.count >= 12 else {
            return write(place, place.bytes, length: place.length)
        }
        let count = min(place.bytes.count + 4, tagged.count)
        tagged.withUnsafeMutableBytes { room in
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: place.bytes.prefix(12)))
            room.storeBytes(of: tag.protocolID.bigEndian, toByteOffset: 12, as: UInt16.self)
            room.storeBytes(of: tag.control.bigEndian, toByteOffset: 14, as: UInt16.self)
            let rest = UnsafeRawBufferPointer(rebasing: place.bytes[12..<count - 4])
            UnsafeMutableRawBufferPointer(rebasing: room[16...]).copyMemory(from: rest)
            write(
                place, UnsafeRawBufferPointer(rebasing: room[..<count]), length: place.length + 4)
        }
    }

    private func write(_ place: FramePlace, _ bytes: UnsafeRawBufferPointer, length: Int) {
        var header = pcap_pkthdr()
        header.ts.tv_sec = Int(place.seconds)
        // Nanoseconds, as the file's head says.
        header.ts.tv_usec = Int(place.nanoseconds)
        header.caplen = UInt32(min(bytes.count, snaplen))
        header.len = UInt32(length)
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        pcap_dump(UnsafeMutablePointer<UInt8>(file), &header, start)
    }

    /// Whether something could not be written, now or before: the disk is full, or the reader of a
    /// pipe has gone.
    package var hasFailed: Bool {
        // Of a write that failed before, only this knows.
        pcap_dump_file(file).map { ferror($0) != 0 } ?? false
    }

    /// Hands what was written to the kernel.
    package func flush() {
        pcap_dump_flush(file)
    }
}
