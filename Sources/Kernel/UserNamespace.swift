/// Which users there are in this process's user namespace: user_namespaces(7).
package enum UserNamespace {
    /// Ids here, and what they are in the namespace above.
    private struct Range {
        let first: UInt64
        let above: UInt64
        let count: UInt64
    }

    private static var ranges: [Range] {
        let text = (try? ProcFile.text("/proc/self/uid_map")) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
            return numbers.count == 3
                ? Range(first: numbers[0], above: numbers[1], count: numbers[2]) : nil
        }
    }

    /// Whether this is not the machine's first one, where every id is itself.
    package static var isNested: Bool {
        let whole = ranges.first.map { $0.first == 0 && $0.above == 0 && $0.count == 0xffff_ffff }
        return whole == false
    }

    /// Whether there is such a user here.
    static func has(_ user: UInt32) -> Bool {
        ranges.contains { $0.first <= UInt64(user) && UInt64(user) < $0.first + $0.count }
    }
}
