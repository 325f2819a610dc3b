import ArgumentParser
import Kernel

/// Removes from a prefix what was written down of an installation.
struct Uninstaller {
    let prefix: Prefix
    let record: InstallationRecord

    func uninstall() throws {
        try check()
        for path in record.paths { try remove(path) }
        for line in record.strangers {
            StandardStream.writeError("bench: kept, as bench installs no such file: \(line)\n")
        }
        let place = try prefix.place(InstallationRecord.path)
        try place.folder?.remove(place.name)
        try prefix.remove(record.directories)
    }

    /// Before anything is removed: all of it can be.
    private func check() throws {
        for path in record.paths + [InstallationRecord.path] {
            guard let folder = try? prefix.place(path).folder else { continue }
            if let obstacle = folder.obstacle { throw obstacle }
        }
    }

    private func remove(_ path: String) throws {
        do {
            let place = try prefix.place(path)
            guard let folder = place.folder else { return }
            switch try folder.entry(place.name) {
            case .nothing: return
            case .file:
                guard try record.has(folder.checksum(of: place.name), at: path) else {
                    throw PlaceError(folder.path(of: place.name), "was changed since")
                }
            case let other: throw PlaceError(folder.path(of: place.name), other)
            }
            try folder.remove(place.name)
            try output("removed \(folder.path(of: place.name))\n")
        } catch let error as PlaceError {
            StandardStream.writeError("bench: left: \(error)\n")
        }
    }
}
