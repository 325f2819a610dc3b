import ArgumentParser
import Kernel

/// Puts files below a prefix: all of them, or none.
struct Installer {
    private let prefix: Prefix
    /// The directories that were made for it so far.
    private var made: [String]

    init(prefix: Prefix, made: [String]) {
        self.prefix = prefix
        self.made = made
    }

    /// A file with its content, under a name that nobody uses.
    private struct Staged {
        let file: InstallationRecord.RecordedFile
        let folder: Folder
        let name: String
    }

    mutating func install(_ files: [Installation.InstalledFile]) throws {
        let old = try prefix.record() ?? InstallationRecord()
        try check(files, old)
        // From here on a signal is noticed where nothing is half done.
        let signals = try EndSignals()
        var staged: [Staged] = []
        do {
            for file in files {
                staged.append(try stage(file))
                if EndSignals.arePending { throw ExitStatus.interrupted }
            }
            try place(staged, old)
        } catch {
            // Those that have their places already are in the list.
            for file in staged { try? file.folder.remove(file.name) }
            try? prefix.remove(made)
            throw signals.next().map { ExitCode(128 + $0) } ?? error
        }
        try output(files.map { "\(prefix.folder.path(of: $0.path))\n" }.joined())
    }

    /// Before anything is changed.
    private func check(_ files: [Installation.InstalledFile], _ old: InstallationRecord) throws {
        for path in files.map(\.path) + [InstallationRecord.path] {
            if let obstacle = try prefix.place(path).deepest.obstacle { throw obstacle }
        }
        for file in files {
            let place = try prefix.place(file.path)
            guard let folder = place.folder else { continue }
            switch try folder.entry(place.name) {
            case .nothing: break
            case .file:
                guard
                    try old.has(folder.checksum(of: place.name), at: file.path)
                        || folder.read(place.name) == file.bytes
                else {
                    throw PlaceError(
                        folder.path(of: place.name),
                        "is not, or no longer, what bench installed; move it away first")
                }
            case let other: throw PlaceError(folder.path(of: place.name), other)
            }
        }
    }

    private mutating func stage(_ file: Installation.InstalledFile) throws -> Staged {
        let folder = try prefix.make(file.path, made: &made)
        let name = try folder.make(file.bytes, mode: file.mode)
        do {
            let checksum = try folder.checksum(of: name)
            return Staged(
                file: .init(checksum: checksum, path: file.path), folder: folder, name: name)
        } catch {
            try? folder.remove(name)
            throw error
        }
    }

    /// Puts each file in its place.
    ///
    /// Until all are there the list has the old ones, too, so that whatever ends this leaves none
    /// that is not in it.
    private mutating func place(_ staged: [Staged], _ old: InstallationRecord) throws {
        let folder = try prefix.make(InstallationRecord.path, made: &made)
        var record = InstallationRecord()
        record.directories = old.directories + made.filter { !old.directories.contains($0) }
        record.files = staged.map(\.file) + old.files
        try write(record, folder)
        for file in staged {
            try file.folder.rename(file.name, to: try prefix.place(file.file.path).name)
        }
        record.files = staged.map(\.file)
        try write(record, folder)
    }

    private func write(_ record: InstallationRecord, _ folder: Folder) throws {
        let name = try folder.make(Array(record.text.utf8), mode: 0o644)
        do {
            try folder.rename(name, to: try prefix.place(InstallationRecord.path).name)
        } catch {
            try? folder.remove(name)
            throw error
        }
    }
}

extension Installer {
    /// Says what is wrong, and how to help it, and ends with the status for it.
    static func telling(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ExitCode {
            throw error
        } catch let error as SystemError where error.isForbidden {
            throw fail(
                "\(error); use sudo, or --prefix with a folder of your own", ExitStatus.unfit)
        } catch {
            throw fail("\(error)", ExitStatus.failure)
        }
    }
}
