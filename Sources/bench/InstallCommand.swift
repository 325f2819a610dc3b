import ArgumentParser
import Kernel

/// `bench install`: the program, its manual page and what shells offer.
struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install bench, its manual page and its completions.",
        discussion: """
            ./bench install builds what is missing and installs it. If a file in its place is not \
            from bench, that is an error, and nothing is changed. What was installed is listed in \
            PREFIX/share/bench/installed; bench uninstall removes the files in that list.
            """
    )

    @OptionGroup var option: PrefixOption

    /// From the script `bench`, which has it made.
    @Option(help: .hidden)
    var manualPage: String?

    func run() throws {
        guard let manualPage else {
            throw fail(
                "only ./bench install in a checkout of bench has the manual page made",
                ExitStatus.usage)
        }
        try Installer.telling {
            var reader = ProcFile()
            let page = Array(try reader.read(manualPage))
            var made: [String] = []
            let prefix = try option.make(&made)
            do {
                var installer = Installer(prefix: prefix, made: made)
                try installer.install(try Installation.files(manualPage: page))
            } catch {
                if !made.isEmpty { try? option.remove() }
                throw error
            }
        }
    }
}

/// `bench uninstall`: removes what `install` brought.
struct UninstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Remove what bench install installed, and nothing else.",
        discussion: """
            A file that was changed since is kept, and its path is printed. Directories that bench \
            install made are removed if they are empty.
            """
    )

    @OptionGroup var option: PrefixOption

    func run() throws {
        try Installer.telling {
            guard let prefix = try option.open(), let record = try prefix.record() else {
                throw fail(
                    "nothing that bench installed is in \(option.prefix):"
                        + " there is no \(InstallationRecord.path)", ExitStatus.usage)
            }
            try Uninstaller(prefix: prefix, record: record).uninstall()
            if record.directories.contains(InstallationRecord.prefix) { try option.remove() }
        }
    }
}
