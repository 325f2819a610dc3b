import CLinux
import CPcap
package import Kernel

extension SocketFilter {
    /// Compiles a filter expression for Ethernet frames.
    ///
    /// - Throws: ``CaptureError/unsupported(_:)`` with libpcap's words.
    ///   Source: pcap-filter(7), pcap_compile(3PCAP).
    package init(compiling expression: String, snaplen: Int) throws(CaptureError) {
        try self.init(compiling: expression, snaplen: snaplen, link: DLT_EN10MB)
    }

    private init(
        compiling expression: String, snaplen: Int, link: CInt
    ) throws(CaptureError) {
        guard let compiler = pcap_open_dead(link, CInt(snaplen)) else {
            throw .unsupported("libpcap has no memory to compile the filter")
        }
        defer { pcap_close(compiler) }
        try self.init(compiling: expression, with: compiler)
    }

    /// libpcap's number of what a raw packet socket on the interface gives; `nil` if none fits.
    ///
    /// Source: ARPHRD_ of `if_arp.h`; `packet_rcv` of `net/packet/af_packet.c`, which gives frames of
    /// devices without a header from the IP header on.
    private static func link(of interface: String) -> CInt? {
        switch Interface.hardwareType(of: interface) {
        // One that is not there others complain of.
        case nil, 1, 772: DLT_EN10MB
        // tun and WireGuard; ipip, ip6tnl, sit, gre, ip6gre; mobile networks.
        case 65534, 768, 769, 776, 778, 823, 519: DLT_RAW
        case 801: DLT_IEEE802_11
        case 803: DLT_IEEE802_11_RADIO
        default: nil
        }
    }

    /// The same for frames of an interface, of its kind of link.
    ///
    /// Where tags are asked for, a capture of the interface compiles it: the kernel takes VLAN tags
    /// out of frames before a filter sees them, and only then libpcap looks where they are.
    init(
        compiling expression: String, snaplen: Int, on interface: String
    ) throws(CaptureError) {
        guard let link = Self.link(of: interface) else {
            throw .unsupported(
                "no filter can be compiled for \(interface): its frames are of a kind of link "
                    + "that is not known here")
        }
        guard link == DLT_EN10MB, expression.contains("vlan") else {
            try self.init(compiling: expression, snaplen: snaplen, link: link)
            return
        }
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let capture = pcap_create(interface, &message) else {
            throw .unsupported("libpcap has no memory to compile the filter")
        }
        defer { pcap_close(capture) }
        pcap_set_snaplen(capture, CInt(snaplen))
        guard pcap_activate(capture) >= 0 else {
            throw .unsupported("libpcap on \(interface): \(String(cString: pcap_geterr(capture)))")
        }
        try self.init(compiling: expression, with: capture)
    }

    private init(
        compiling expression: String, with compiler: OpaquePointer
    ) throws(CaptureError) {
        var program = bpf_program()
        guard pcap_compile(compiler, &program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0 else {
            let reason = String(cString: pcap_geterr(compiler))
            throw .unsupported("the filter “\(expression)” does not compile: \(reason)")
        }
        defer { pcap_freecode(&program) }
        let instructions = UnsafeBufferPointer(start: program.bf_insns, count: Int(program.bf_len))
        self.init(
            instructions: instructions.map {
                sock_filter(code: $0.code, jt: $0.jt, jf: $0.jf, k: $0.k)
            })
    }
}
