import Glibc

/// The kernel threads that poll an interface with `threaded` = 1 (`napi_kthread_create`).
package enum NAPIThread {
    /// The threads of the interface of this name, which must be unique on the machine.
    ///
    /// - Parameter count: as many as there are receive queues.
    /// - Returns: their ids; fewer if the others do not appear within 100 ms.
    package static func find(interface: String, count: Int = 1) -> [CInt] {
        let prefix = "napi/\(interface)-"
        var found: [CInt] = []
        for _ in 0..<50 {
            found = search(prefix)
            if found.count >= count { break }
            usleep(2000)
        }
        return found
    }

    private static func search(_ prefix: String) -> [CInt] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [CInt] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let pid = CInt(name), command(of: pid).hasPrefix(prefix) else { continue }
            found.append(pid)
        }
        return found
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
