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
