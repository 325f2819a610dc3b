/// Memory of the machine.
package enum MemoryInfo {
    /// Bytes that this process can have without swapping: the least of what the machine and each
    /// of its cgroups have; `nil` if the kernel does not say.
    package static func availableBytes() -> Int? {
        let machine = (try? ProcFile.text("/proc/meminfo")).flatMap(availableBytes)
        let groups = CgroupPath.own(of: "memory").compactMap { path in
            availableBytes { try? ProcFile.text(path + "/" + $0) }
        }
        return (groups + [machine].compactMap { $0 }).min()
    }

    /// `MemAvailable` of /proc/meminfo, proc_meminfo(5).
    static func availableBytes(in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
            let words = line.split(separator: " ")
            return words.count > 1 ? Int(words[1]).map { $0 * 1024 } : nil
        }
        return nil
    }

    /// What a cgroup's limit leaves: pages of files that nobody used lately can be taken back.
    ///
    /// Source: kernel Documentation/admin-guide/cgroup-v2.rst (`memory.max`, `memory.current`,
    /// `memory.stat`) and cgroup-v1/memory.rst.
    /// - Parameter file: the text of one of its files, of either version.
    static func availableBytes(file: (String) -> String?) -> Int? {
        let number = { (text: String?) in text.flatMap { Int($0.prefix { $0 != "\n" }) } }
        guard
            let limit = number(file("memory.max") ?? file("memory.limit_in_bytes")),
            let used = number(file("memory.current") ?? file("memory.usage_in_bytes"))
        else { return nil }
        let stat = file("memory.stat")?.split(separator: "\n") ?? []
        let idle = ["total_inactive_file ", "inactive_file "].lazy.compactMap { name in
            stat.first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) }
        }.first
        return max(0, limit - used + (idle ?? 0))
    }
}
