/// What stands below a prefix because of bench: checksums of files, and directories made for them.
///
/// A list that `sha256sum -c` can check, written when bench is installed and read when it is
/// installed again or uninstalled.
struct InstallationRecord: Equatable {
    struct RecordedFile: Hashable {
        let checksum: String
        let path: String
    }

    /// Where it stands, below the prefix.
    static let path = "share/bench/installed"
    /// The prefix itself among ``directories``.
    static let prefix = "."

    /// One path has two checksums while one version takes the place of another.
    var files: [RecordedFile] = []
    /// Those that were not there before, each after the one that it is in.
    var directories: [String] = []
    /// Lines that name what this bench does not install.
    private(set) var strangers: [String] = []

    /// The paths of ``files``, each once.
    var paths: [String] {
        files.reduce(into: []) { if !$0.contains($1.path) { $0.append($1.path) } }
    }

    func has(_ checksum: String, at path: String) -> Bool {
        files.contains(RecordedFile(checksum: checksum, path: path))
    }

    private static let directoryMark = "# directory "

    var text: String {
        "# Installed by bench; “bench uninstall” reads this file.\n"
            + directories.map { "\(Self.directoryMark)\($0)\n" }.joined()
            + files.map { "\($0.checksum)  \($0.path)\n" }.joined()
    }
}

extension InstallationRecord {
    /// Reads a list, in which only places are believed that bench installs to.
    ///
    /// In a prefix that belongs to somebody else the list does, too.
    init(_ text: String) {
        for line in text.split(separator: "\n").map(String.init) {
            if line.hasPrefix(Self.directoryMark) {
                let path = String(line.dropFirst(Self.directoryMark.count))
                if Installation.directories.contains(path) {
                    directories.append(path)
                } else {
                    strangers.append(path)
                }
            } else if !line.hasPrefix("#") {
                add(line)
            }
        }
    }

    private mutating func add(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let path = words.last?.drop { $0 == " " } ?? ""
        if words.count == 2, Installation.paths.contains(String(path)) {
            files.append(RecordedFile(checksum: words[0], path: String(path)))
        } else {
            strangers.append(line)
        }
    }
}
