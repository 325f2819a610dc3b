import CPcap

/// An activated libpcap capture, closed when its owner goes away.
struct PcapHandle: ~Copyable {
    private let handle: OpaquePointer
    private let interface: String
    /// The packet socket, for poll(2) and for reading its options back.
    let descriptor: CInt

    /// Opens and activates a capture that never waits.
    init(
        _ interface: String, _ settings: CaptureSettings, bufferSize: Int, milliseconds: CInt,
        immediate: Bool
    ) throws(CaptureError) {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_create(interface, &message) else {
            throw .unsupported("libpcap: \(Self.text(message))")
        }
        pcap_set_snaplen(handle, CInt(settings.snaplen))
        pcap_set_promisc(handle, settings.isPromiscuous ? 1 : 0)
        pcap_set_timeout(handle, milliseconds)
        pcap_set_buffer_size(handle, CInt(bufferSize))
        pcap_set_immediate_mode(handle, immediate ? 1 : 0)
        let status = pcap_activate(handle)
        guard status >= 0, pcap_setnonblock(handle, 1, &message) == 0 else {
            let error = Self.error(status, handle, interface)
            pcap_close(handle)
            throw error
        }
        self.handle = handle
        self.interface = interface
        descriptor = pcap_fileno(handle)
    }

    deinit {
        pcap_close(handle)
    }

    private static func error(
        _ status: CInt, _ handle: OpaquePointer, _ interface: String
    ) -> CaptureError {
        switch status {
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED: .notPermitted("CAP_NET_RAW")
        case PCAP_ERROR_NO_SUCH_DEVICE: .noSuchInterface(interface)
        case PCAP_ERROR_IFACE_NOT_UP: .interfaceDown(interface)
        default: .unsupported("libpcap on \(interface): \(String(cString: pcap_geterr(handle)))")
        }
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// libpcap's name of what its frames begin with, such as `EN10MB` and `RAW`.
    var linkName: String {
        let link = pcap_datalink(handle)
        return pcap_datalink_val_to_name(link).map { String(cString: $0) } ?? "\(link)"
    }

    /// Has the kernel run a filter.
    borrowing func setFilter(_ expression: String) throws(CaptureError) {
        var program = bpf_program()
        guard pcap_compile(handle, &program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0 else {
            throw failure
        }
        defer { pcap_freecode(&program) }
        guard pcap_setfilter(handle, &program) == 0 else { throw failure }
    }

    /// Whether it takes frames without their link header and puts one of its own in front.
    var isCooked: Bool {
        [DLT_LINUX_SLL, DLT_LINUX_SLL2].contains(pcap_datalink(handle))
    }

    /// Has it deliver only what is sent through the interface.
    borrowing func setOutgoing() throws(CaptureError) {
        guard pcap_setdirection(handle, PCAP_D_OUT) == 0 else { throw failure }
    }

    /// Gives at most `limit` frames to the consumer by way of the handler made for it.
    borrowing func dispatch<Consumer: FrameConsumer & ~Copyable>(
        _ limit: CInt, into consumer: inout Consumer, _ handler: pcap_handler
    ) throws(CaptureError) -> Int {
        let taken = withUnsafeMutablePointer(to: &consumer) { consumer in
            pcap_dispatch(
                handle, limit, handler,
                UnsafeMutableRawPointer(consumer).assumingMemoryBound(to: UInt8.self))
        }
        guard taken >= 0 else { throw failure }
        return Int(taken)
    }

    borrowing func statistics() throws(CaptureError) -> pcap_stat {
        var statistics = pcap_stat()
        guard pcap_stats(handle, &statistics) == 0 else { throw failure }
        return statistics
    }

    private var failure: CaptureError {
        .unsupported("libpcap on \(interface): \(String(cString: pcap_geterr(handle)))")
    }
}
