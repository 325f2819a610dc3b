/// Where the cgroups of a process are in the file system.
package enum CgroupPath {
    /// The directories of this process that can hold limits of a controller, such as `cpu`.
    package static func own(of controller: Substring) -> [String] {
        guard let groups = try? ProcFile.text("/proc/self/cgroup"),
            let mounts = try? ProcFile.text("/proc/self/mountinfo")
        else { return [] }
        return all(of: controller, groups: groups, mounts: mounts)
    }

    /// The directories that can hold limits of a controller, each followed by those above it.
    ///
    /// - Parameters:
    ///   - groups: the text of `/proc/PID/cgroup`, see cgroups(7).
    ///   - mounts: the text of `/proc/PID/mountinfo`, see proc_pid_mountinfo(5).
    package static func all(
        of controller: Substring, groups: String, mounts: String
    ) -> [String] {
        let mounts = mounts.split(separator: "\n").compactMap(Mount.init)
        return groups.split(separator: "\n").flatMap { line -> [String] in
            // `0::/path`, or of version 1 `4:cpu,cpuacct:/path`.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            let isUnified = parts[1].isEmpty
            guard isUnified || parts[1].split(separator: ",").contains(controller) else {
                return []
            }
            let mount = mounts.first {
                isUnified
                    ? $0.type == "cgroup2" : $0.type == "cgroup" && $0.options.contains(controller)
            }
            return mount.map { chain(String(parts[2]), at: $0) } ?? []
        }
    }

    /// The directory of a cgroup, and those above it up to the mount.
    private static func chain(_ group: String, at mount: Mount) -> [String] {
        // In a container the mount may begin at the container's own cgroup.
        let root = mount.root == "/" ? "" : mount.root
        var rest = group
        if group == root || group.hasPrefix(root + "/") {
            rest = String(group.dropFirst(root.count))
        }
        // A cgroup outside what is mounted here.
        if rest.hasPrefix("/..") { rest = "" }
        var result: [String] = []
        var names = rest.split(separator: "/")
        while true {
            result.append(([Substring(mount.point)] + names).joined(separator: "/"))
            guard names.popLast() != nil else { return result }
        }
    }

    private struct Mount {
        let root: String
        let point: String
        let type: Substring
        let options: [Substring]

        init?(_ line: Substring) {
            let words = line.split(separator: " ")
            guard let dash = words.firstIndex(of: "-"), dash >= 6, words.count > dash + 3 else {
                return nil
            }
            root = Self.plain(words[3])
            point = Self.plain(words[4])
            type = words[dash + 1]
            options = words[dash + 3].split(separator: ",")
        }

        /// A path without its octal escapes: `\040` is a space.
        private static func plain(_ text: Substring) -> String {
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while let first = rest.popFirst() {
                let digits = rest.prefix(3)
                if first == UInt8(ascii: "\\"), digits.count == 3,
                    let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
                {
                    bytes.append(byte)
                    rest = rest.dropFirst(3)
                } else {
                    bytes.append(first)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
