/// What is printed of a frame: two lines, or an object of JSON.
package enum FrameRecord {
    /// More room than any record needs.
    package static let longest = 1024

    /// The lines of the zero-copy sniffer: where it lies, and what it is.
    ///
    ///     dump 447.1024: ptr: 0x7f12, start: 0x7f00, size: 1956, off: 200576: entry: 0, cpu: 0:
    ///         00:11:09:61:eb:0e -> 00:10:22:fd:c4:d6, type: 0800, ...
    ///
    /// - Parameters:
    ///   - number: of the frame, from 1.
    ///   - total: frames that are wanted; 0 if there is no end.
    package static func writeText(
        _ place: FramePlace, number: UInt64, total: UInt64, to text: inout TextBuffer
    ) {
        text.text("dump ")
        text.decimal(number)
        text.text(".")
        text.decimal(total)
        text.text(": ptr: 0x")
        text.hex(address(place.bytes.baseAddress))
        text.text(", start: 0x")
        text.hex(address(place.area))
        text.text(", size: ")
        text.decimal(place.size)
        text.text(", off: ")
        text.decimal(place.offset)
        text.text(": entry: ")
        text.decimal(place.entry)
        text.text(", cpu: ")
        text.decimal(place.cpu)
        text.text(":\n\t")
        writeContent(place, to: &text)
        text.byte(UInt8(ascii: "\n"))
    }

    private static func writeContent(_ place: FramePlace, to text: inout TextBuffer) {
        let view = place.view
        text.hardwareAddress(view, at: 6)
        text.text(" -> ")
        text.hardwareAddress(view, at: 0)
        text.text(", type: ")
        let network = NetworkHeader(view, link: .ethernet)
        text.hex(UInt64(network?.etherType ?? 0), digits: 4)
        let vlans = place.vlans
        if let vlan = vlans.outer {
            text.text(", vlan: ")
            text.decimal(Int(vlan))
        }
        if let vlan = vlans.inner {
            text.text(", inner vlan: ")
            text.decimal(Int(vlan))
        }
        guard let network, !place.isPoisoned,
            case .header(let ip) = IPHeader.read(view, network, length: place.length)
        else { return }
        let ports = Ports(view, ip)
        text.text(", ")
        write(ip.source, ports?.source, to: &text)
        text.text(" -> ")
        write(ip.destination, ports?.destination, to: &text)
        text.text(", proto: ")
        text.decimal(Int(ip.transport))
        guard ports != nil, ip.transport == IPProtocol.tcp,
            let sequence = view.word(ip.offset + 4), let acknowledged = view.word(ip.offset + 8)
        else { return }
        text.text(", seq: ")
        text.decimal(UInt64(sequence))
        text.text(", ack: ")
        text.decimal(UInt64(acknowledged))
    }

    private static func write(_ address: IPAddress, _ port: UInt16?, to text: inout TextBuffer) {
        guard let port else { return text.address(address) }
        if address.version == 6 { text.byte(UInt8(ascii: "[")) }
        text.address(address)
        if address.version == 6 { text.byte(UInt8(ascii: "]")) }
        text.byte(UInt8(ascii: ":"))
        text.decimal(UInt64(port))
    }

    static func address(_ pointer: UnsafeRawPointer?) -> UInt64 {
        UInt64(UInt(bitPattern: pointer))
    }
}

/// The ports of TCP and UDP, where they were captured.
struct Ports {
    let source: UInt16
    let destination: UInt16

    init?(_ view: ByteView, _ ip: IPHeader) {
        guard ip.isFirstFragment, ip.transport == IPProtocol.tcp || ip.transport == IPProtocol.udp,
            let source = view.short(ip.offset), let destination = view.short(ip.offset + 2)
        else { return nil }
        (self.source, self.destination) = (source, destination)
    }
}
