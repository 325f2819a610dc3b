extension FrameRecord {
    /// One line with an object; members that a frame does not have are absent.
    ///
    /// Addresses in memory are text: JSON's numbers are not exact beyond 2^53.
    package static func writeJSON(
        _ place: FramePlace, number: UInt64, to text: inout TextBuffer
    ) {
        text.text("{\"number\":")
        text.decimal(number)
        text.text(",\"time\":\"")
        text.decimal(UInt64(place.seconds))
        text.byte(UInt8(ascii: "."))
        text.decimal(UInt64(place.nanoseconds), digits: 9)
        text.text("\",\"pointer\":\"0x")
        text.hex(address(place.bytes.baseAddress))
        text.text("\",\"start\":\"0x")
        text.hex(address(place.area))
        text.text("\"")
        member(",\"size\":", place.size, &text)
        member(",\"offset\":", place.offset, &text)
        member(",\"entry\":", place.entry, &text)
        member(",\"cpu\":", place.cpu, &text)
        member(",\"length\":", place.length, &text)
        member(",\"captured\":", place.bytes.count, &text)
        text.text(",\"direction\":\"")
        text.text(place.direction.name)
        text.text("\"")
        let vlans = place.vlans
        if let vlan = vlans.outer { member(",\"vlan\":", Int(vlan), &text) }
        if let vlan = vlans.inner { member(",\"inner_vlan\":", Int(vlan), &text) }
        if place.isPoisoned { text.text(",\"poisoned\":true") }
        writeContent(of: place, &text)
        text.text("}\n")
    }

    private static func writeContent(of place: FramePlace, _ text: inout TextBuffer) {
        let view = place.view
        text.text(",\"source_mac\":\"")
        text.hardwareAddress(view, at: 6)
        text.text("\",\"destination_mac\":\"")
        text.hardwareAddress(view, at: 0)
        text.text("\"")
        guard let network = NetworkHeader(view, link: .ethernet) else { return }
        text.text(",\"ethertype\":\"")
        text.hex(UInt64(network.etherType), digits: 4)
        text.text("\"")
        guard !place.isPoisoned,
            case .header(let ip) = IPHeader.read(view, network, length: place.length)
        else { return }
        text.text(",\"source\":\"")
        text.address(ip.source)
        text.text("\",\"destination\":\"")
        text.address(ip.destination)
        text.text("\"")
        member(",\"protocol\":", Int(ip.transport), &text)
        guard let ports = Ports(view, ip) else { return }
        member(",\"source_port\":", Int(ports.source), &text)
        member(",\"destination_port\":", Int(ports.destination), &text)
        guard ip.transport == IPProtocol.tcp,
            let sequence = view.word(ip.offset + 4), let acknowledged = view.word(ip.offset + 8)
        else { return }
        member(",\"seq\":", Int(sequence), &text)
        member(",\"ack\":", Int(acknowledged), &text)
    }

    private static func member(_ name: StaticString, _ value: Int, _ text: inout TextBuffer) {
        text.text(name)
        text.decimal(value)
    }
}
