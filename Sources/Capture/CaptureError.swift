package import Kernel

/// Why a capture could not be opened or could not go on.
package enum CaptureError: Error, Hashable, CustomStringConvertible {
    /// The kernel refused for want of this privilege: `CAP_NET_RAW`.
    case notPermitted(String)
    /// This kernel, interface or library cannot do what was asked; one clause that says why.
    case unsupported(String)
    /// The kernel granted something else than was asked for: never accepted silently.
    case notGranted(what: String, requested: String, granted: String)
    /// The interface is down, or went down while capturing.
    case interfaceDown(String)
    /// The interface was deleted while capturing, or moved to another network namespace.
    case interfaceVanished(String)
    /// No interface of this name in the network namespace.
    case noSuchInterface(String)
    /// A program of others did not do what it was waited for; what, with its name.
    case hung(String)
    /// Any other system call that failed.
    case system(SystemError)

    package var description: String {
        switch self {
        case .notPermitted(let privilege): "not permitted: capturing needs \(privilege)"
        case .unsupported(let reason), .hung(let reason): reason
        case .notGranted(let what, let requested, let granted):
            "\(what): asked for \(requested), granted \(granted)"
        case .interfaceDown(let name): "interface \(name) is down"
        case .interfaceVanished(let name):
            "interface \(name) vanished: it was deleted, or moved to another network namespace"
        case .noSuchInterface(let name): "no interface named \(name) in this network namespace"
        case .system(let error): error.description
        }
    }
}
