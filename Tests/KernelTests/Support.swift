import Glibc
import Kernel

/// What tests of this module need of the machine they run on.
enum Here {
    static let isRoot = geteuid() == 0
    static let needsRoot = "needs root: namespaces and real-time policies"

    /// The built program, beside the test bundle; `nil` if it has not been built.
    static let bench: String? = {
        let test = ProcessInfo.executablePath()
        guard let slash = test.lastIndex(of: "/") else { return nil }
        let path = test[..<slash] + "/bench"
        return access(String(path), X_OK) == 0 ? String(path) : nil
    }()
    static let needsBench = "needs the bench executable beside the tests: swift build"

    /// Open descriptors of this process.
    static func descriptors() -> Int {
        ((try? ProcDirectory.numbers("/proc/self/fd")) ?? []).count
    }
}

/// A directory of a test's own, removed with its files at the end.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/bench-tests.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemError(call: "mkdtemp", code: errno)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { TextFile.removeDirectory(path) }
}

/// Runs `body` on a thread of its own, so that masks, CPUs and namespaces stay behind with it.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let outcome = Mailbox<Result<Value, any Error>>()
    try Thread.start { outcome.put(Result { try body() }) }
    return try outcome.take().get()
}

/// Whether `condition` comes true within 5 s.
func soon(_ condition: () -> Bool) -> Bool {
    let deadline = MonotonicClock.now() + 5_000_000_000
    while MonotonicClock.now() < deadline {
        if condition() { return true }
        Poll.sleep(until: MonotonicClock.now() + 2_000_000)
    }
    return condition()
}
