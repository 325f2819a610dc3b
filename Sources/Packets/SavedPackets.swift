/// Finds the packets in the bytes of a capture file: pcap or pcapng of either byte order.
///
/// Pure: it is given the bytes that come next, and says what they are. Sources: pcap-savefile(5),
/// IETF draft-ietf-opsawg-pcapng. Not libpcap: it reads from a path or stream of its own, has one
/// link type for all interfaces of a pcapng file, and does not say where a file is damaged.
package struct SavedPackets: Sendable {
    /// An interface whose packets a file holds.
    package struct SavedInterface: Sendable, Hashable {
        /// LINKTYPE_ number.
        package let link: Int
        /// Bytes that are kept of a packet at most; `Int.max` if there is no limit.
        package let snaplen: Int
        /// Units of its times in a second.
        let resolution: Resolution
        /// Seconds that are added to its times.
        let offset: Int64
        /// Whether lengths have the frame check sequence in them.
        package let hasFCS: Bool
    }

    /// A packet: where its bytes lie, counted from the first of those that were given.
    package struct SavedPacket: Sendable, Hashable {
        package let bytes: Range<Int>
        /// Bytes that it had on the wire, as the file says: without FCS unless its interface has it.
        package let length: Int
        package let interface: SavedInterface
        /// Nanoseconds since 1970; `nil` if the file does not say.
        package let time: Int64?
    }

    package enum Step: Sendable, Hashable {
        /// A packet, and the bytes that it takes with its headers.
        case packet(SavedPacket, size: Int)
        /// So many bytes are no packet.
        case passed(Int)
        /// Nothing can be said before so many bytes are there.
        case needs(Int)
        /// What comes is no packet; why.
        case damaged(String)
    }

    /// The file's form, once its first bytes have told.
    private enum FileForm {
        case unknown
        case pcap(PcapForm)
        case pcapng
    }

    /// Records and blocks that are longer are damage.
    package static let longest = 16 << 20

    private var form = FileForm.unknown
    private var isBig = false
    package private(set) var interfaces: [SavedInterface] = []

    package init() {}

    /// Whether the file may have interfaces that differ.
    package var isPcapng: Bool {
        if case .pcapng = form { true } else { false }
    }

    /// What the bytes that come next are; `view` begins where the last step ended.
    package mutating func step(_ view: ByteView) -> Step {
        switch form {
        case .unknown: begin(view)
        case .pcap(let form): record(view, form)
        case .pcapng: block(view)
        }
    }

    private func short(_ view: ByteView, _ offset: Int) -> Int {
        view.short(offset).map { Int(isBig ? $0 : $0.byteSwapped) } ?? 0
    }

    private func word(_ view: ByteView, _ offset: Int) -> UInt32 {
        view.word(offset).map { isBig ? $0 : $0.byteSwapped } ?? 0
    }

    // MARK: - pcap

    /// How records look in a pcap file.
    private struct PcapForm {
        /// Bytes in front of each packet's.
        let header: Int
        let interface: SavedInterface
        /// Old files have the two lengths in the other order: always, or where they must.
        let isSwapped: Bool
        let mayBeSwapped: Bool
    }

    private mutating func begin(_ view: ByteView) -> Step {
        guard let magic = view.word(0) else { return .needs(4) }
        if magic == Self.section {
            form = .pcapng
            return block(view)
        }
        let known: [UInt32: (isNano: Bool, header: Int)] = [
            0xa1b2_c3d4: (false, 16), 0xa1b2_3c4d: (true, 16), 0xa1b2_cd34: (false, 24),
        ]
        isBig = known[magic] != nil
        guard let kind = known[isBig ? magic : magic.byteSwapped] else {
            return .damaged("unknown file format")
        }
        guard view.count >= 24 else { return .needs(24) }
        let (major, minor) = (short(view, 4), short(view, 6))
        guard major == 2, minor <= 4 || minor == 543 else {
            return .damaged("unknown version \(major).\(minor) of pcap")
        }
        let snaplen = Int(word(view, 16))
        let link = word(view, 20)
        let interface = SavedInterface(
            link: Int(link & 0x03ff_ffff), snaplen: snaplen == 0 ? .max : snaplen,
            resolution: kind.isNano ? .decimal(9) : .decimal(6), offset: 0,
            // LT_FCS_LENGTH_PRESENT, and LT_FCS_LENGTH.
            hasFCS: link & 0x0400_0000 != 0 && link >> 28 != 0)
        interfaces = [interface]
        form = .pcap(
            PcapForm(
                header: kind.header, interface: interface, isSwapped: minor < 3,
                mayBeSwapped: minor == 3))
        return .passed(24)
    }

    private func record(_ view: ByteView, _ form: PcapForm) -> Step {
        guard view.count >= form.header else { return .needs(form.header) }
        var (captured, length) = (Int(word(view, 8)), Int(word(view, 12)))
        if form.isSwapped || form.mayBeSwapped && captured > length {
            (captured, length) = (length, captured)
        }
        guard captured <= Self.longest else {
            return .damaged("a record of \(captured) bytes, more than \(Self.longest)")
        }
        let size = form.header + captured
        guard view.count >= size else { return .needs(size) }
        let units = form.interface.resolution == .decimal(9) ? 1 : Int64(1000)
        let time = Int64(word(view, 0)) * 1_000_000_000 + Int64(word(view, 4)) * units
        return .packet(
            SavedPacket(
                bytes: form.header..<size, length: length, interface: form.interface, time: time),
            size: size)
    }

    // MARK: - pcapng

    private static let section: UInt32 = 0x0a0d_0d0a

    private mutating func block(_ view: ByteView) -> Step {
        guard view.count >= 12 else { return .needs(12) }
        if view.word(0) == Self.section {
            // Each section has a byte order of its own.
            switch view.word(8) {
            case 0x1a2b_3c4d: isBig = true
            case 0x4d3c_2b1a: isBig = false
            default: return .damaged("a section without a byte order")
            }
        }
        let size = Int(word(view, 4))
        guard size >= 12, size % 4 == 0, size <= Self.longest else {
            return .damaged("a block of \(size) bytes")
        }
        guard view.count >= size else { return .needs(size) }
        guard Int(word(view, size - 4)) == size else {
            return .damaged("a block whose two lengths differ")
        }
        return content(
            ByteView(UnsafeRawBufferPointer(rebasing: view.bytes.prefix(size - 4))), size)
    }

    /// - Parameter view: a block without its second length.
    private mutating func content(_ view: ByteView, _ size: Int) -> Step {
        switch word(view, 0) {
        case Self.section:
            guard size >= 28, short(view, 12) == 1 else {
                return .damaged("unknown version \(short(view, 12)) of pcapng")
            }
            interfaces = []
            return .passed(size)
        case 1:
            guard size >= 20 else { return .damaged("an interface of \(size) bytes") }
            interfaces.append(interface(view))
            return .passed(size)
        case 2: return packet(view, size, number: short(view, 8))
        case 3: return simplePacket(view, size)
        case 6: return packet(view, size, number: Int(word(view, 8)))
        default: return .passed(size)
        }
    }

    /// The enhanced packet block, and the obsolete packet block: both are the same but for the
    /// interface's number.
    private func packet(_ view: ByteView, _ size: Int, number: Int) -> Step {
        guard size >= 32 else { return .damaged("a packet block of \(size) bytes") }
        guard interfaces.indices.contains(number) else {
            return .damaged("a packet of interface \(number), which is not described")
        }
        let captured = Int(word(view, 20))
        guard captured <= view.count - 28 else {
            return .damaged("a packet of \(captured) bytes in a block of \(size)")
        }
        let units = UInt64(word(view, 12)) << 32 | UInt64(word(view, 16))
        let interface = interfaces[number]
        return .packet(
            SavedPacket(
                bytes: 28..<28 + captured, length: Int(word(view, 24)), interface: interface,
                time: interface.nanoseconds(units)),
            size: size)
    }

    private func simplePacket(_ view: ByteView, _ size: Int) -> Step {
        guard size >= 16 else { return .damaged("a simple packet block of \(size) bytes") }
        guard let interface = interfaces.first else {
            return .damaged("a simple packet without an interface")
        }
        let length = Int(word(view, 8))
        let captured = min(length, interface.snaplen, view.count - 12)
        return .packet(
            SavedPacket(bytes: 12..<12 + captured, length: length, interface: interface, time: nil),
            size: size)
    }

    private func interface(_ view: ByteView) -> SavedInterface {
        var (resolution, offset, hasFCS) = (Resolution.decimal(6), Int64(0), false)
        var place = 16
        while place + 4 <= view.count {
            let (code, count) = (short(view, place), short(view, place + 2))
            if code == 0 { break }
            if code == 9, let value = view.byte(place + 4), count >= 1 {
                resolution = value & 0x80 == 0 ? .decimal(value) : .binary(value & 0x7f)
            }
            // if_fcslen: 4 bytes or 32 bits, as writers disagree.
            if code == 13, count >= 1, let value = view.byte(place + 4) { hasFCS = value != 0 }
            if code == 14, count >= 8, let value = view.long(place + 4) {
                offset = Int64(bitPattern: isBig ? value : value.byteSwapped)
            }
            place += 4 + (count + 3) / 4 * 4
        }
        let snaplen = Int(word(view, 12))
        return SavedInterface(
            link: short(view, 8), snaplen: snaplen == 0 ? .max : snaplen, resolution: resolution,
            offset: offset, hasFCS: hasFCS)
    }

    /// How many units of time a second has: a power of 10 or of 2.
    package enum Resolution: Sendable, Hashable {
        case decimal(UInt8)
        case binary(UInt8)
    }
}

extension SavedPackets.SavedInterface {
    /// `nil` if the time is beyond what 64 bits hold.
    func nanoseconds(_ units: UInt64) -> Int64? {
        var perSecond: UInt64 = 1
        switch resolution {
        case .decimal(let power):
            guard power <= 19 else { return nil }
            for _ in 0..<power { perSecond *= 10 }
        case .binary(let power):
            guard power <= 63 else { return nil }
            perSecond = 1 << UInt64(power)
        }
        let (seconds, rest) = units.quotientAndRemainder(dividingBy: perSecond)
        let wide = rest.multipliedFullWidth(by: 1_000_000_000)
        let part = perSecond.dividingFullWidth(wide).quotient
        guard let whole = Int64(exactly: seconds),
            case let (sum, tooLong) = whole.addingReportingOverflow(offset),
            !tooLong,
            case let (product, tooLarge) = sum.multipliedReportingOverflow(by: 1_000_000_000),
            !tooLarge, case let (time, isBeyond) = product.addingReportingOverflow(Int64(part)),
            !isBeyond
        else { return nil }
        return time
    }
}
