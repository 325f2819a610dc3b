import Glibc

/// A bound name in the abstract unix socket namespace: held until the owner goes away.
package final class AbstractSocket {
    private let descriptor: Descriptor

    /// Binds the name; `nil` if somebody has it already.
    package init?(name: String) throws(SystemError) {
        let number = try systemCall("socket(AF_UNIX)") {
            socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        descriptor = Descriptor(owning: number)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + Array(name.utf8.prefix(100))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, length) }
        }
        guard result == 0 else {
            let code = errno
            guard code == EADDRINUSE else {
                throw SystemError(call: "bind", code: code, subject: "@\(name)")
            }
            return nil
        }
    }

    /// Takes over a socket that this program held before it executed itself.
    package init(inherited number: Int32) {
        descriptor = Descriptor(owning: number)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// Lets the socket live on in the program that this process executes next; its number.
    package func passOn() -> Int32 {
        _ = fcntl(descriptor.number, F_SETFD, 0)
        return descriptor.number
    }
}
