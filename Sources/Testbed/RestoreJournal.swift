import FoundationEssentials
import Kernel

/// What was changed about interfaces and how it was before, on disk before it is changed.
///
/// Below `/run`, which is gone after a reboot as the settings are.
struct RestoreJournal: Codable {
    struct Saved: Codable, Hashable {
        let interface: String
        /// Of the interface: a name may be given to another.
        let index: Int
        let setting: InterfaceSetting
        let old: String
    }

    var version = 1
    let namespace: NamespaceIdentity
    /// In the order of changing.
    var entries: [Saved] = []

    static let folder = "/run/bench/restore"
    static let ending = ".json"

    /// A path that no other journal has.
    static func newPath(in folder: String) -> String {
        "\(folder)/\(ProcessInfo.pid)-\(String(UInt64.random(in: 0 ... .max), radix: 36))\(ending)"
    }

    /// Whether a file is the beginning of a journal whose writer is dead.
    static func isHalfWritten(_ name: String) -> Bool {
        let writer = name.prefix { $0.isNumber }
        return !name.hasSuffix(ending) && (try? ProcFile.text("/proc/\(writer)/comm")) == nil
    }

    /// Writes it, on disk when it returns; an empty one is removed.
    func save(to path: String) throws {
        guard !entries.isEmpty else { return try DurableFile.remove(path) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(self), as: UTF8.self)
        try DurableFile.replace(path, with: text + "\n")
    }

    static func read(_ path: String) throws -> RestoreJournal {
        let text = try ProcFile.text(path)
        return try JSONDecoder().decode(RestoreJournal.self, from: Data(text.utf8))
    }

    /// Puts everything back, the last change first, and forgets it.
    ///
    /// - Returns: what was done and what could not be, a line each.
    mutating func putBack(journalAt path: String) -> [String] {
        var said: [String] = []
        while let entry = entries.last {
            if let words = Self.putBack(entry) { said.append(words) }
            entries.removeLast()
            do {
                try save(to: path)
            } catch {
                // It would be put back once more, which changes nothing.
                said.append("cannot write \(path): \(error)")
            }
        }
        return said
    }

    /// - Returns: what was done, or why not; `nil` if it was as before already.
    private static func putBack(_ entry: Saved) -> String? {
        guard let name = Interface.name(of: entry.index) else {
            return "\(entry.setting.words(of: entry.interface)) was \(entry.old): "
                + "the interface has gone"
        }
        let words = entry.setting.words(of: name)
        do throws(SystemError) {
            let found = try entry.setting.read(of: name)
            guard found != entry.old else { return nil }
            try entry.setting.write(entry.old, to: name)
            let now = try entry.setting.read(of: name)
            return now == entry.old
                ? "put back: \(words) is \(now) again"
                : "\(words) was \(entry.old), and stays \(now)"
        } catch {
            return "\(words) was \(entry.old), and cannot be put back: \(error)"
        }
    }
}
