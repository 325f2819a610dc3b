import CLinux
import Glibc

/// CPU placement and policies: sched_setaffinity(2), sched_setscheduler(2).
package enum Scheduling {
    /// The CPUs that `task` (0: the calling thread) may run on, ascending.
    package static func allowedCPUs(of task: CInt = 0) throws(SystemError) -> [Int] {
        var cpus = [CInt](repeating: 0, count: 4096)
        let count = try systemCall("sched_getaffinity", on: "task \(task)") {
            clinux_allowed_cpus(task, &cpus, CInt(cpus.count))
        }
        return cpus.prefix(Int(count)).map(Int.init)
    }

    /// Lets `task` (0: the calling thread) run on one CPU only.
    package static func pin(_ task: CInt = 0, to cpu: Int) throws(SystemError) {
        try systemCall("sched_setaffinity", on: "task \(task), CPU \(cpu)") {
            clinux_pin(task, CInt(clamping: cpu))
        }
    }

    /// Makes `task` SCHED_FIFO with this priority.
    package static func setFIFO(_ task: CInt, priority: Int) throws(SystemError) {
        try systemCall("sched_setscheduler(SCHED_FIFO)", on: "task \(task)") {
            clinux_set_fifo(task, CInt(priority))
        }
    }

    /// The policy of `task`: SCHED_OTHER (0), SCHED_FIFO (1) and so on.
    package static func policy(of task: CInt) throws(SystemError) -> Int {
        Int(try systemCall("sched_getscheduler", on: "task \(task)") { sched_getscheduler(task) })
    }

    /// CPUs that the system has, in use or not: sysconf(3).
    package static var configuredCPUs: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_CONF))) }

    /// The CPU the calling thread is on now.
    package static var currentCPU: Int { Int(clinux_current_cpu()) }
}

extension ProcessInfo {
    /// The calling thread's id in its own pid namespace.
    package static var threadID: CInt { clinux_gettid() }
}

/// Facts about this process.
package enum ProcessInfo {
    package static var pid: CInt { getpid() }
    /// The effective user is root (perhaps only of a user namespace).
    package static var isRoot: Bool { geteuid() == 0 }
    /// The path of this program.
    package static let executable = "/proc/self/exe"

    /// The path of this program that still means it in another process.
    package static func executablePath() -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(executable, &buffer, buffer.count - 1)
        guard count > 0 else { return executable }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Ends this process at once, with nothing put in order: _exit(2).
    package static func exitNow(_ status: CInt) -> Never { _exit(status) }

    /// A variable of the environment.
    package static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Takes a variable out of the environment.
    package static func unsetEnvironment(_ name: String) { unsetenv(name) }

    /// The program of this name that PATH leads to; `nil` if there is none.
    package static func program(_ name: String) -> String? {
        (environment("PATH") ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }

    /// The calling thread's CPU time in nanoseconds: `CLOCK_THREAD_CPUTIME_ID`.
    package static func threadCPUTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// What this process has used so far: `getrusage(2)`.
    package static func usage() -> (userSeconds: Double, systemSeconds: Double, maxBytes: Int) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return (seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss * 1024)
    }

    /// Replaces this program: `execvp(3)`, which returns only if it failed.
    package static func execute(_ words: [String]) -> SystemError {
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        pointers.append(nil)
        execvp(words[0], pointers)
        return SystemError(call: "execvp", code: errno, subject: words[0])
    }

    package static func setEnvironment(_ name: String, _ value: String) {
        setenv(name, value, 1)
    }
}
