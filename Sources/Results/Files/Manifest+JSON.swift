package import FoundationEssentials
import Frames
import Settings

extension Manifest {
    /// The file's text: keys sorted, so that two manifests can be compared line by line.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// - Throws: what is wrong with the text, a newer schema first of all.
    package init(json: Data, file: String) throws(ResultsError) {
        let decoder = JSONDecoder()
        do {
            let found = try decoder.decode(SchemaOnly.self, from: json).schema
            guard found <= Self.currentSchema else { throw NewerSchema(found: found) }
            self = try decoder.decode(Manifest.self, from: json).readingOlderFacts()
            try Self.check(experiment: experiment, runID: runID)
            try checkNumbers()
        } catch let error as Wrong {
            throw ResultsError(file: file, problem: error.problem)
        } catch let error as NewerSchema {
            throw ResultsError(
                file: file,
                problem: "the results have schema \(error.found), and this bench reads up to "
                    + "schema \(Self.currentSchema); use the bench that made them, or a newer one")
        } catch let error as DecodingError {
            throw ResultsError(file: file, problem: error.clause)
        } catch {
            throw ResultsError(file: file, problem: "not a manifest: \(error)")
        }
    }

    /// Both become parts of paths.
    private static func check(experiment: String, runID: String) throws {
        guard ExperimentName.isOne(experiment) else {
            throw Wrong(
                problem:
                    "experiment: “\(PlainText.oneLine(String(experiment.prefix(64))))” is no "
                    + "name of an experiment (allowed: \(ExperimentName.allowed))")
        }
        guard RunID.isOne(runID) else {
            throw Wrong(
                problem: "run_id: “\(PlainText.oneLine(String(runID.prefix(64))))” is no id of a "
                    + "run, such as 20261129T090626Z-f338d7")
        }
    }

    /// The greatest number of a run.
    static let mostSequence = 1 << 40

    /// Those that are added to others.
    private func checkNumbers() throws {
        let numbers = [sequence ?? 0] + (runs ?? []).flatMap { [$0.trialOffset, $0.blockOffset] }
        for number in numbers where !(0...Self.mostSequence ~= number) {
            throw Wrong(
                problem: "sequence, trial_offset, block_offset: \(number) (allowed: 0 to 2^40)")
        }
    }

    private struct Wrong: Error {
        let problem: String
    }

    private struct SchemaOnly: Decodable {
        let schema: Int
    }

    private struct NewerSchema: Error {
        let found: Int
    }
}

extension DecodingError {
    /// What is wrong, in words of the file.
    fileprivate var clause: String {
        switch self {
        case .keyNotFound(let key, _): "the key “\(key.stringValue)” is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(Self.path(context)): \(context.debugDescription)"
        case .dataCorrupted: "not JSON, or cut short"
        @unknown default: "\(self)"
        }
    }

    private static func path(_ context: Context) -> String {
        context.codingPath.map(\.stringValue).joined(separator: ".")
    }
}
