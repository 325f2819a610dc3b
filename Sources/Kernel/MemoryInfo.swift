/// Memory of the machine.
package enum MemoryInfo {
    /// Bytes that can be had without swapping: `MemAvailable` of /proc/meminfo, proc(5); `nil` if
    /// the kernel does not say.
    package static func availableBytes() -> Int? {
        guard let text = try? ProcFile.text("/proc/meminfo") else { return nil }
        return availableBytes(in: text)
    }

    static func availableBytes(in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
            let words = line.split(separator: " ")
            return words.count > 1 ? Int(words[1]).map { $0 * 1024 } : nil
        }
        return nil
    }
}
