import FoundationEssentials
package import Kernel

/// A file that the user asked for by name.
package enum ReportFile {
    /// Writes it whole or not at all; a device or a pipe, such as `/dev/stdout`, as it is.
    package static func write(_ text: String, to path: String) throws(SystemError) {
        try Invoker.files { () throws(SystemError) in
            guard isRegularOrNew(path) else {
                return try TextFile.write(text, to: path, follows: true)
            }
            try DurableFile.replace(path, with: text)
        }
    }

    private static func isRegularOrNew(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes.map { $0[.type] as? FileAttributeType == .typeRegular } ?? true
    }
}
