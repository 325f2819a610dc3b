import CLinux
import Glibc

/// A packet socket of another process, held by a descriptor of our own.
///
/// What the kernel counts of it can be read when that process has ended.
///
/// Source: pidfd_getfd(2), which needs the permission to trace the process.
package final class ForeignPacketSocket: Sendable {
    private let descriptor: Descriptor

    private init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// The sockets with these inodes, of whatever processes /proc shows; `nil` unless all of them are
    /// found and may be had.
    package static func all(inodes: [UInt32]) -> [ForeignPacketSocket]? {
        var missing = Set(inodes.map { "socket:[\($0)]" })
        var found: [ForeignPacketSocket] = []
        for pid in (try? ProcDirectory.numbers("/proc")) ?? [] where !missing.isEmpty {
            for number in (try? ProcDirectory.numbers("/proc/\(pid)/fd")) ?? [] {
                guard let link = target(of: "/proc/\(pid)/fd/\(number)"),
                    missing.remove(link) != nil
                else { continue }
                guard let own = copy(CInt(number), of: pid) else { return nil }
                found.append(ForeignPacketSocket(own))
            }
        }
        return missing.isEmpty ? found : nil
    }

    private static func target(of path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private static func copy(_ number: CInt, of pid: Int32) -> Descriptor? {
        // /proc may be of another PID namespace than ours: the last number is the process's own name.
        guard let status = try? ProcFile.text("/proc/\(pid)/status"),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("NSpid:") }),
            let own = line.split(whereSeparator: \.isWhitespace).last.flatMap({ CInt($0) })
        else { return nil }
        let process = clinux_process_handle(own)
        guard process >= 0 else { return nil }
        defer { close(process) }
        let copied = clinux_copy_descriptor(process, number)
        return copied >= 0 ? Descriptor(owning: copied) : nil
    }

    /// What the kernel counted since its owner last asked; asking zeroes it.
    package func readStatistics() throws(SystemError) -> PacketStatistics {
        try PacketSocket.readStatistics(of: descriptor, on: nil)
    }
}
