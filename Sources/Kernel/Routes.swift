import Glibc

/// The routing tables of the calling thread's network namespace, as far as the question “is this
/// interface in use?” goes.
package enum Routes {
    /// Whether a default route, IPv4 or IPv6, leaves through this interface.
    package static func isDefault(interface: String) -> Bool {
        hasDefault(in: lines(of: "/proc/thread-self/net/route"), interface: interface)
            || hasDefault6(in: lines(of: "/proc/thread-self/net/ipv6_route"), interface: interface)
    }

    /// Pure: /proc/net/route has interface, destination, …, mask as its 1st, 2nd and 8th columns.
    static func hasDefault(in lines: [[Substring]], interface: String) -> Bool {
        lines.contains {
            $0.count > 7 && $0[0] == interface && $0[1] == "00000000" && $0[7] == "00000000"
        }
    }

    /// Pure: /proc/net/ipv6_route has destination, prefix length, …, interface last.
    ///
    /// A route that rejects (RTF_REJECT in the 9th column) leads nowhere: the kernel keeps one on lo.
    static func hasDefault6(in lines: [[Substring]], interface: String) -> Bool {
        lines.contains {
            $0.count > 9 && $0[9] == interface && $0[1] == "00" && $0[0].allSatisfy { $0 == "0" }
                && (UInt32($0[8], radix: 16) ?? 0) & 0x200 == 0
        }
    }

    private static func lines(of path: String) -> [[Substring]] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(file, &chunk, chunk.count), count > 0 {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .map { $0.split { $0 == " " || $0 == "\t" } }
    }
}
