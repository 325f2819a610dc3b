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
        default: return "file error \(error.code.rawValue)"
        }
    }
}
