import Glibc

/// The kernel thread that polls an interface with `threaded` = 1 (`napi_kthread_create`).
package enum NAPIThread {
    /// The thread of the interface of this name, which must be unique on the machine; `nil` if
    /// none appears within 100 ms.
    package static func find(interface: String) -> CInt? {
        let prefix = "napi/\(interface)-"
        for _ in 0..<50 {
            if let thread = search(prefix) { return thread }
            usleep(2000)
        }
        return nil
    }

    private static func search(_ prefix: String) -> CInt? {
        guard let directory = opendir("/proc") else { return nil }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let pid = CInt(name), command(of: pid).hasPrefix(prefix) else { continue }
            return pid
        }
        return nil
    }

    private static func command(of pid: CInt) -> String {
        let file = open("/proc/\(pid)/comm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : ""
    }
}
