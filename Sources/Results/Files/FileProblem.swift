import FoundationEssentials

/// What is wrong with a file, in words for people.
enum FileProblem {
    /// The reason of a failed file operation, without the library's own notation.
    static func words(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return "\(error)" }
        switch error.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: return "no such file or directory"
        case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "no space left on the device"
        case .fileWriteVolumeReadOnly: return "the file system is read-only"
        case .fileWriteFileExists: return "a file of that name is in the way"
        default: return posix(error) ?? "file error \(error.code.rawValue)"
        }
    }

    /// The kernel's reason below the library's; `nil` if there is none.
    private static func posix(_ error: CocoaError) -> String? {
        guard let below = error.userInfo["NSUnderlyingError"] as? any Error else { return nil }
        return words(errno: below._code)
    }

    /// The kernel's reason, by its number in errno(3).
    static func words(errno: Int) -> String {
        switch errno {
        case 5: "the device does not work (EIO)"
        case 20: "a part of the path is no directory"
        case 36: "the name is too long"
        case 40: "too many symbolic links"
        case 122: "the disk quota is used up"
        default: "error \(errno) of errno(3)"
        }
    }
}
