import Kernel

/// The CPU that a task last ran on.
package enum LastCPU {
    /// Field 39 of `/proc/PID/stat`; `nil` when the task has gone.
    ///
    /// Source: proc_pid_stat(5), `processor`.
    package static func read(pid: Int32) -> Int? {
        guard let text = try? ProcFile.text("/proc/\(pid)/stat") else { return nil }
        return parse(text)
    }

    /// Reads the text of the file.
    ///
    /// The name in brackets may hold blanks, so counting starts behind it.
    static func parse(_ text: String) -> Int? {
        guard let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        return fields.count > 36 ? Int(fields[36]) : nil
    }
}
