import ArgumentParser
import Experiment
import Kernel
import Results
import Running

/// One sweep from its first check to its summary, and the exit status it deserves.
struct SweepRun {
    let experiment: Experiment
    let results: String
    let plots: String
    let resume: RunDirectory?
    let seed: UInt64?
    let json: Bool

    /// - Returns: the status to exit with, or `nil` if all went well.
    func run() throws -> ExitCode? {
        let result: SweepResult
        do {
            let signals = try EndSignals()
            Wake.prepare()
            let sweep = try Sweep(
                Sweep.Options(
                    experiment: experiment, resultsRoot: results, resume: resume, seed: seed,
                    commandLine: CommandLine.arguments, version: benchVersion),
                signals: signals)
            result = try sweep.run()
        } catch let error as SweepError {
            throw fail(error.description, error.status)
        } catch let error as ResultsError {
            throw fail("\(error)", ExitStatus.failure)
        } catch let error as FileError {
            throw fail("\(error)", ExitStatus.failure)
        } catch let error as SystemError {
            throw fail("\(error)", ExitStatus.failure)
        }
        return status(result)
    }

    private func status(_ result: SweepResult) -> ExitCode? {
        if let signal = result.signal { return ExitCode(128 + signal) }
        return result.missing > 0 ? ExitStatus.inconclusive : nil
    }
}

extension SweepError {
    var status: ExitCode {
        switch kind {
        case .unfit: ExitStatus.unfit
        case .usage: ExitStatus.usage
        case .failure: ExitStatus.failure
        }
    }
}
