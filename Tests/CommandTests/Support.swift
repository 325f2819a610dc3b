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

    /// Skips a test, visibly: of a test with arguments Swift Testing would say that it passed.
    static func cancel(_ reason: String) throws -> Never {
        let name = (Test.current?.name ?? "").prefix { $0 != "(" }.filter { $0 != "`" }
        print("➜ Test \"\(name)\" was cancelled: \"machine too busy: \(reason)\"")
        try Test.cancel("machine too busy: \(reason)")
    }
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
