import Kernel

/// A thread of the kernel, found by its name.
package struct KernelThread: Hashable, Sendable {
    /// Process id; its only thread has the same.
    package let pid: Int32
    /// The whole name, as `/proc/PID/comm` shows it: `napi/c0-8193`, `ksoftirqd/1`.
    package let name: String

    /// Those whose name begins with `prefix`, such as `napi/c0-`; empty when there is none, or
    /// when this pid namespace shows none.
    package static func all(named prefix: String) throws(SamplingError) -> [Self] {
        let root = try ProcRoot.open()
        var file = ProcFile(capacity: 1024)
        var found: [Self] = []
        for pid in root.pids {
            guard let name = try? file.read("\(pid)/comm", in: root.directory).lines.first?.text,
                name.hasPrefix(prefix)
            else { continue }
            // Any program may call itself so; only the kernel's own have the flag.
            guard let text = try? file.read("\(pid)/stat", in: root.directory),
                ProcessStat(parsing: text)?.isKernelThread == true
            else { continue }
            found.append(Self(pid: pid, name: name))
        }
        return found
    }

    /// The softirq thread of one CPU; `nil` where it cannot be seen.
    package static func ksoftirqd(cpu: Int) throws(SamplingError) -> Self? {
        try all(named: "ksoftirqd/\(cpu)").first { $0.name == "ksoftirqd/\(cpu)" }
    }

    /// Its clock now.
    package func clock() throws(SamplingError) -> ThreadClock {
        try ThreadClock.read(pid: pid, tid: pid)
    }
}
