import FoundationEssentials
package import Kernel

/// A file that the user asked for by name.
package enum ReportFile {
    /// Writes it whole or not at all; a device or a pipe, such as `/dev/stdout`, as it is.
    ///
    /// Under sudo it belongs to the user who typed the command.
    package static func write(_ text: String, to path: String) throws(SystemError) {
        guard isRegularOrNew(path) else { return try TextFile.write(text, to: path) }
        let ownership = NewFiles(below: path)
        do throws(SystemError) {
            try DurableFile.replace(path, with: text)
        } catch {
            // A full disk leaves half of it under the other name.
            try? DurableFile.remove(path + ".new")
            throw error
        }
        ownership.handOver()
    }

    private static func isRegularOrNew(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes.map { $0[.type] as? FileAttributeType == .typeRegular } ?? true
    }
}
