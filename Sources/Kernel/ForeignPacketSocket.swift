import CLinux
import Glibc

/// A packet socket of another process, held by a descriptor of our own.
///
/// What the kernel counts of it can be read when that process has ended.
///
/// Source: pidfd_getfd(2), which needs the permission to trace the process.
package final class ForeignPacketSocket: Sendable {
    private let descriptor: Descriptor

    /// Looks for the process that has this socket, in all that /proc shows; `nil` if there is none, or
    /// if it may not be had.
    package init?(inode: UInt32) {
        let link = "socket:[\(inode)]"
        for pid in (try? ProcDirectory.numbers("/proc")) ?? [] {
            for number in (try? ProcDirectory.numbers("/proc/\(pid)/fd")) ?? []
            where Self.target(of: "/proc/\(pid)/fd/\(number)") == link {
                guard let own = Self.copy(CInt(number), of: pid) else { return nil }
                descriptor = own
                return
            }
        }
        return nil
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
