import ArgumentParser
import Frames
import Kernel
import Results
import Running

/// How bench ends: the numbers are part of the interface.
enum ExitStatus {
    static let failure = ExitCode(1)
    static let regression = ExitCode(2)
    static let inconclusive = ExitCode(3)
    static let unfit = ExitCode(4)
    static let usage = ExitCode(64)
    static let interrupted = ExitCode(130)
}

/// Writes the result of a command to standard output, where no character of it acts on a terminal.
///
/// A reader that has left (`bench plan FILE | head`) has seen enough: that is no error.
func output(_ text: String) throws {
    do throws(SystemError) {
        try StandardStream.writeOutput(PlainText.shown(text))
    } catch {
        guard error.isBrokenPipe else {
            throw fail("\(error)", ExitStatus.failure)
        }
    }
}

/// Does what reads results; what stops it is told, and becomes the exit status.
func endingWithStatus(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as ResultsError {
        throw fail("\(error)", ExitStatus.usage)
    } catch let error as SweepError {
        throw fail(error.description, error.status)
    } catch let error as ExitCode {
        throw error
    } catch {
        throw fail("\(error)", ExitStatus.failure)
    }
}

/// Under sudo, becomes the user who typed the command: nothing that follows needs more.
///
/// - Parameter plots: where plots will go, if any do; made first, if only root can.
func becomeInvoker(plots: String? = nil) throws {
    do throws(SystemError) {
        // Why it cannot be made is told by whoever needs it.
        if Invoker.user != nil, let plots { try? Directory.makeForInvoker(plots) }
        try Invoker.become()
    } catch {
        throw fail("\(error)", ExitStatus.failure)
    }
}

extension SystemError {
    /// EPIPE.
    var isBrokenPipe: Bool { code == 32 }
}

/// Says what is wrong on standard error, and ends with this status.
func fail(_ message: String, _ status: ExitCode) -> ExitCode {
    StandardStream.writeError("bench: \(message)\n")
    return status
}
