import Glibc
import Kernel

extension CaptureError {
    /// Says what a failed system call means for a capture on `interface`.
    init(_ error: SystemError, interface: String) {
        switch error.code {
        case EPERM, EACCES: self = .notPermitted("CAP_NET_RAW")
        case ENETDOWN: self = .interfaceDown(interface)
        case ENODEV, ENXIO: self = .noSuchInterface(interface)
        default: self = .system(error)
        }
    }

    /// Says what an error means that a socket bound to the interface of this index has pending.
    ///
    /// The kernel says `ENETDOWN` of an interface that went down, and of one that is gone. Source:
    /// `packet_notifier`, `net/packet/af_packet.c`.
    package init(pending code: CInt, interface: String, index: Int?) {
        let name = index.flatMap(Interface.name(of:))
        let isGone = index != nil && name == nil && [ENETDOWN, ENODEV, ENXIO].contains(code)
        self =
            isGone
            ? .interfaceVanished(interface)
            : CaptureError(
                SystemError(call: "recv", code: code, subject: interface),
                interface: name ?? interface)
    }

    /// Runs `body` and says what its failure means for a capture on `interface`.
    static func onSystem<Result: ~Copyable>(
        _ interface: String, _ body: () throws(SystemError) -> Result
    ) throws(CaptureError) -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw CaptureError(error, interface: interface)
        }
    }
}
