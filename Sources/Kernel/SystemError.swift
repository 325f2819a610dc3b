import Glibc

/// A system call that failed: which, on what, and why.
///
/// Reads as “setsockopt(PACKET_RX_RING) on veth0: Cannot allocate memory (ENOMEM)” would: the
/// call, its subject if there is one, and the C library's words for `errno`.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The call, with the option or request that tells it apart: `setsockopt(PACKET_VERSION)`.
    package let call: String
    /// The C library's `errno` at once after the call.
    package let code: CInt
    /// What it was called on: an interface, a path; `nil` where the call says it all.
    package let subject: String?

    package init(call: String, code: CInt, subject: String? = nil) {
        self.call = call
        self.code = code
        self.subject = subject
    }

    /// There is no such file or program: ENOENT.
    package var isMissing: Bool { code == ENOENT }
    /// It is there already: EEXIST, ENOTEMPTY.
    package var isExisting: Bool { code == EEXIST || code == ENOTEMPTY }
    /// Something on the way to it is no directory: ENOTDIR.
    package var isNoDirectory: Bool { code == ENOTDIR }
    /// Permission is lacking, or the file system is read-only: EACCES, EPERM, EROFS.
    package var isForbidden: Bool { [EACCES, EPERM, EROFS].contains(code) }
    /// It did not end in time: ETIMEDOUT.
    package var isTimeout: Bool { code == ETIMEDOUT }
    /// The interface is down or is no more: ENETDOWN, ENXIO, ENODEV.
    package var isInterfaceGone: Bool { [ENETDOWN, ENXIO, ENODEV].contains(code) }
    /// Whether a file below `/proc/PID` is missing because the process has ended.
    package var isProcessGone: Bool { code == ENOENT || code == ESRCH }
    /// We were asked to end before it did: EINTR.
    package var isInterrupt: Bool { code == EINTR }

    /// The C library's words for the code: `Permission denied`.
    package var reason: String { String(cString: strerror(code)) }

    package var description: String {
        let what = subject.map { "\(call) on \($0)" } ?? call
        return "\(what): \(reason)"
    }
}

/// Runs one system call and reads `errno` before anything else can change it.
///
/// Repeats on `EINTR` unless `interruptible`.
@discardableResult
package func systemCall<Result: FixedWidthInteger & SignedInteger>(
    _ name: @autoclosure () -> String, on subject: @autoclosure () -> String? = nil,
    interruptible: Bool = false, _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let code = errno
        if code == EINTR && !interruptible { continue }
        throw SystemError(call: name(), code: code, subject: subject())
    }
}
