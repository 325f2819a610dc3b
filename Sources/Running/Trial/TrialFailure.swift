package import Results

/// Why an attempt at a trial came to nothing: it becomes a row, not the end of the sweep.
package struct TrialFailure: Error, Hashable, CustomStringConvertible {
    package let reason: InvalidReason
    package let message: String

    package init(_ reason: InvalidReason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    package var description: String { "\(reason.rawValue): \(message)" }
}

/// A signal asked the runner to end.
///
/// Unwinds everything; what was measured stays.
package struct Interrupted: Error {
    /// SIGINT (2), SIGTERM (15) or SIGHUP (1).
    package let signal: Int32
}
