import ArgumentParser
import Kernel

/// How bench ends: the numbers are part of the interface.
enum ExitStatus {
    static let failure = ExitCode(1)
    static let regression = ExitCode(2)
    static let inconclusive = ExitCode(3)
    static let unfit = ExitCode(4)
    static let usage = ExitCode(64)
    static let interrupted = ExitCode(130)
}

/// Says what is wrong on standard error, and ends with this status.
func fail(_ message: String, _ status: ExitCode) -> ExitCode {
    StandardStream.writeError("bench: \(message)\n")
    return status
}
