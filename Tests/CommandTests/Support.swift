import FoundationEssentials
import Kernel
import Results
import Testing

enum JSON {
    /// Whether a text is one JSON value.
    static func isWhole(_ text: String) -> Bool {
        (try? JSONDecoder().decode(Anything.self, from: Data(text.utf8))) != nil
    }

    /// Any JSON value.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {
            if let object = try? decoder.singleValueContainer().decode([String: Anything].self) {
                _ = object
            } else if let list = try? decoder.singleValueContainer().decode([Anything].self) {
                _ = list
            } else if let text = try? decoder.singleValueContainer().decode(String.self) {
                _ = text
            } else if let number = try? decoder.singleValueContainer().decode(Double.self) {
                _ = number
            } else if let truth = try? decoder.singleValueContainer().decode(Bool.self) {
                _ = truth
            } else if try !decoder.singleValueContainer().decodeNil() {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "not JSON"))
            }
        }
    }
}

/// What other work on the machine does to a trial.
enum Disturbance {
    /// Reasons that it may give; anything else is our fault.
    static let reasons: Set<InvalidReason> = [
        .load, .engineLimit, .foreignLoad, .steal, .sndbuf, .throttled,
    ]

    static func isIn(_ row: TrialRecord) -> Bool {
        row.invalidReason.map(reasons.contains) == true || row.stealPercent ?? 0 > 2
            || row.foreignLoadPercent ?? 0 > 2
    }

    /// The first of up to five attempts that comes to a result.
    ///
    /// An attempt leaves its rows as evidence: the test is skipped where most attempts were disturbed,
    /// and fails otherwise.
    static func outlast<Result>(
        _ attempt: (_ rows: inout [TrialRecord]) throws -> Result?
    ) throws -> Result {
        var disturbed = 0
        var rows: [TrialRecord] = []
        for _ in 0..<5 {
            rows = []
            if let result = try attempt(&rows) { return result }
            if rows.contains(where: isIn) { disturbed += 1 }
        }
        if disturbed > 2 { try cancel("\(disturbed) of 5 attempts were disturbed") }
        let last = rows.map { [$0.backend, $0.message].compactMap(\.self).joined(separator: ": ") }
        return try #require(
            nil as Result?, "5 attempts, \(disturbed) disturbed, none as meant: \(last)")
    }

    static func cancel(_ reason: String) throws -> Never {
        try skipTest("machine too busy: \(reason)")
    }
}

/// Skips a test, visibly: of a test with arguments Swift Testing would say that it passed.
func skipTest(_ reason: String) throws -> Never {
    let name = (Test.current?.name ?? "").prefix { $0 != "(" }.filter { $0 != "`" }
    print("➜ Test \"\(name)\" was cancelled: \"\(reason)\"")
    try Test.cancel("\(reason)")
}

extension Bench {
    /// An ordinary user, who owns nothing here.
    static let userID = 1000
    static let asUser = [
        "setpriv", "--reuid", "\(userID)", "--regid", "\(userID)", "--clear-groups",
    ]

    /// A copy of the program that any user may run, in a folder that user may write to.
    func copyForUsers() throws -> String {
        let copy = folder + "/bench"
        try Command.run(["cp", Bench.path, copy])
        try Command.run(["chmod", "755", copy, folder])
        if Bench.isRoot { try Command.run(["chown", "-R", "\(Bench.userID)", folder]) }
        return copy
    }
}
