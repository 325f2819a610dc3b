import CLinux
import Glibc

/// Which network namespace, for as long as the machine runs.
package struct NamespaceIdentity: Sendable, Hashable, Codable {
    /// `/proc/sys/kernel/random/boot_id`.
    package let boot: String
    /// The inode of `/proc/self/ns/net`: used again when the namespace has gone.
    package let inode: UInt64
    /// Never used again (`SO_NETNS_COOKIE`, Linux 5.14); 0 if the kernel has none.
    package let cookie: UInt64

    package init(boot: String, inode: UInt64, cookie: UInt64) {
        self.boot = boot
        self.inode = inode
        self.cookie = cookie
    }

    /// The calling thread's.
    package static func current() throws(SystemError) -> NamespaceIdentity {
        let path = "/proc/thread-self/ns/net"
        var status = stat()
        try systemCall("stat", on: path) { stat(path, &status) }
        return NamespaceIdentity(
            boot: try ProcFile.text("/proc/sys/kernel/random/boot_id"),
            inode: UInt64(status.st_ino), cookie: clinux_namespace_cookie())
    }

    /// Whether anybody on the machine is in a namespace of this inode, or holds one.
    ///
    /// Looks at processes, mounts and descriptors: the ways in which a namespace stays (namespaces(7)).
    package var isHeld: Bool {
        let mark = "net:[\(inode)]"
        if (try? ProcFile.text("/proc/self/mountinfo"))?.contains(" \(mark) ") == true {
            return true
        }
        let pids = (try? ProcDirectory.numbers("/proc")) ?? []
        if pids.contains(where: { Self.target(of: "/proc/\($0)/ns/net") == mark }) { return true }
        return pids.contains { pid in
            let numbers = (try? ProcDirectory.numbers("/proc/\(pid)/fd")) ?? []
            return numbers.contains { Self.target(of: "/proc/\(pid)/fd/\($0)") == mark }
        }
    }

    /// Whether this process can see those of the whole machine: it is in the first pid namespace, whose
    /// inode is always the same (`PROC_PID_INIT_INO`, include/linux/proc_ns.h).
    package static var seesAllProcesses: Bool {
        target(of: "/proc/self/ns/pid") == "pid:[4026531836]"
    }

    private static func target(of link: String) -> String {
        var bytes = [CChar](repeating: 0, count: 64)
        let count = readlink(link, &bytes, bytes.count)
        return String(
            decoding: bytes[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
