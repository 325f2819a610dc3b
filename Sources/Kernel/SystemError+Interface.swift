import Glibc

extension SystemError {
    /// The interface is down or is no more: ENETDOWN, ENXIO, ENODEV.
    package var isInterfaceGone: Bool { [ENETDOWN, ENXIO, ENODEV].contains(code) }
}
