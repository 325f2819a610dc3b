import CLinux
import CPcap
package import Kernel

extension SocketFilter {
    /// Compiles a filter expression for Ethernet frames.
    ///
    /// - Throws: ``CaptureError/unsupported(_:)`` with libpcap's words.
    ///   Source: pcap-filter(7), pcap_compile(3PCAP).
    package init(compiling expression: String, snaplen: Int) throws(CaptureError) {
        guard let compiler = pcap_open_dead(DLT_EN10MB, CInt(snaplen)) else {
            throw .unsupported("libpcap has no memory to compile the filter")
        }
        defer { pcap_close(compiler) }
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
