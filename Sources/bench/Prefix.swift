import ArgumentParser
import Kernel

/// Which folder: common to `install` and `uninstall`.
struct PrefixOption: ParsableArguments {
    @Option(
        help: "The folder that has bin and share; the one above it must exist.",
        completion: .directory)
    var prefix = "/usr/local"

    /// Opens the folder, with no more than its owner's rights from then on; `nil` if it is missing.
    func open() throws -> Prefix? {
        guard !prefix.isEmpty else { throw fail("--prefix: it is empty", ExitStatus.usage) }
        guard let folder = try Self.folder(path) else { return nil }
        try Self.becomeOwner(of: folder)
        return Prefix(folder: folder)
    }

    /// The folder, made if it is missing, which is added to `made`.
    func make(_ made: inout [String]) throws -> Prefix {
        if let prefix = try open() { return prefix }
        let above = Self.above(path)
        guard let parent = try Self.folder(above.path) else {
            throw fail("--prefix: there is no directory “\(above.path)”", ExitStatus.usage)
        }
        try Self.becomeOwner(of: parent)
        let folder = try parent.makeFolder(above.name)
        made.append(InstallationRecord.prefix)
        return Prefix(folder: folder)
    }

    /// Removes the folder if it is empty.
    func remove() throws {
        let above = Self.above(path)
        try Self.folder(above.path)?.removeFolder(above.name)
    }

    /// Without slashes at the end.
    private var path: String {
        var path = prefix
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func above(_ path: String) -> (path: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let above = path[..<slash]
        return (above.isEmpty ? "/" : String(above), String(path[path.index(after: slash)...]))
    }

    private static func folder(_ path: String) throws -> Folder? {
        do throws(SystemError) {
            return try Folder(path)
        } catch {
            if error.isMissing { return nil }
            guard error.isNoDirectory else { throw error }
            throw fail("--prefix: “\(path)” is not a directory", ExitStatus.usage)
        }
    }

    /// Under sudo, what goes to a folder of the user's is the user's, and done with the user's rights.
    private static func becomeOwner(of folder: Folder) throws {
        if let user = Invoker.user, folder.owner == user.user { try Invoker.become() }
    }
}

/// The folder that bench is installed to.
///
/// Below it no symbolic link is followed: root may install to a folder of somebody else's.
struct Prefix {
    let folder: Folder

    /// Where a file is: its directory, if that is there, and its name in it.
    struct TargetPlace {
        /// The deepest directory on the way that exists.
        let deepest: Folder
        /// The directory of the file; `nil` if it is missing.
        let folder: Folder?
        let name: String
    }

    func place(_ path: String) throws -> TargetPlace {
        var parts = path.split(separator: "/").map(String.init)
        let name = parts.removeLast()
        var deepest = folder
        for part in parts {
            guard let next = try Self.folder(part, in: deepest) else {
                return TargetPlace(deepest: deepest, folder: nil, name: name)
            }
            deepest = next
        }
        return TargetPlace(deepest: deepest, folder: deepest, name: name)
    }

    /// The directory of a file, made if need be; what had to be made is added to `made`.
    func make(_ path: String, made: inout [String]) throws -> Folder {
        var (current, walked) = (folder, "")
        for part in path.split(separator: "/").dropLast().map(String.init) {
            walked += walked.isEmpty ? part : "/\(part)"
            if let next = try Self.folder(part, in: current) {
                current = next
            } else {
                current = try current.makeFolder(part)
                made.append(walked)
            }
        }
        return current
    }

    /// Removes those of these directories that are empty, the deepest first.
    func remove(_ directories: [String]) throws {
        for path in directories.sorted(by: >) where path != InstallationRecord.prefix {
            let place = try place(path)
            try place.folder?.removeFolder(place.name)
        }
    }

    /// What was written down of an earlier installation; `nil` if there is none.
    func record() throws -> InstallationRecord? {
        let place = try place(InstallationRecord.path)
        guard let folder = place.folder else { return nil }
        switch try folder.entry(place.name) {
        case .nothing: return nil
        case .file:
            return InstallationRecord(
                String(decoding: try folder.read(place.name), as: UTF8.self))
        case let other: throw PlaceError(folder.path(of: place.name), other)
        }
    }

    private static func folder(_ name: String, in folder: Folder) throws -> Folder? {
        switch try folder.entry(name) {
        case .nothing: return nil
        case .directory: return try folder.folder(name)
        case let other: throw PlaceError(folder.path(of: name), other)
        }
    }
}

/// Something else stands where a file or a directory of bench belongs.
struct PlaceError: Error, CustomStringConvertible {
    let path: String
    let description: String

    init(_ path: String, _ entry: Folder.Node) {
        let what =
            switch entry {
            case .link: "is a symbolic link, and none is followed below the prefix"
            case .directory: "is a directory, where a file belongs"
            default: "is not what belongs there"
            }
        self.init(path, what)
    }

    init(_ path: String, _ what: String) {
        self.path = path
        description = "\(path) \(what)"
    }
}
