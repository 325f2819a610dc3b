import ArgumentParser
import Kernel

/// What `bench install` puts below a prefix.
enum Installation {
    struct InstalledFile {
        /// Below the prefix.
        let path: String
        let mode: UInt32
        let bytes: [UInt8]
    }

    private static let program = "bin/bench"
    private static let manualPage = "share/man/man1/bench.1"

    /// Where each shell looks for what other programs bring.
    private static let completions: [(shell: CompletionShell, path: String)] = [
        (.bash, "share/bash-completion/completions/bench"),
        (.zsh, "share/zsh/site-functions/_bench"),
        (.fish, "share/fish/vendor_completions.d/bench.fish"),
    ]

    static let paths = [program, manualPage] + completions.map(\.path)

    /// Every directory that these files and their list can need, the prefix itself included.
    static let directories: Set<String> = (paths + [InstallationRecord.path]).reduce(
        into: Set([InstallationRecord.prefix])
    ) { all, path in
        var parts = path.split(separator: "/").dropLast()
        while !parts.isEmpty {
            all.insert(parts.joined(separator: "/"))
            parts.removeLast()
        }
    }

    /// The files of this very program.
    static func files(manualPage page: [UInt8]) throws(SystemError) -> [InstalledFile] {
        var reader = ProcFile(capacity: 1 << 26)
        let executable = Array(try reader.read(ProcessInfo.executable))
        return [
            InstalledFile(path: program, mode: 0o755, bytes: executable),
            InstalledFile(path: manualPage, mode: 0o644, bytes: page),
        ]
            + completions.map { shell, path in
                let script = BenchCommand.completionScript(for: shell)
                return InstalledFile(path: path, mode: 0o644, bytes: Array("\(script)\n".utf8))
            }
    }
}
