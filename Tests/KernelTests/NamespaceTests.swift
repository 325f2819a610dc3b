import Glibc
import Testing

@testable import Kernel

/// Which network namespace the calling thread is in.
private func inode() -> UInt64 {
    var status = stat()
    stat("/proc/thread-self/ns/net", &status)
    return UInt64(status.st_ino)
}

private struct Stop: Error {}

@Suite(.enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct NetworkNamespaceTests {
    @Test("making one leaves the thread where it is")
    func make() throws {
        let home = inode()
        let namespace = try NetworkNamespace()
        #expect(inode() == home)
        let inside = try namespace.enter { inode() }
        #expect(inside != home)
        #expect(inode() == home)
    }

    @Test("the thread comes home after an error too")
    func throwing() throws {
        let home = inode()
        let namespace = try NetworkNamespace()
        let error = #expect(throws: SystemError.self) {
            try namespace.enter { () throws(SystemError) -> Void in
                throw SystemError(call: "test", code: EIO)
            }
        }
        #expect(error?.call == "test")
        #expect(inode() == home)
    }

    @Test("it is new and empty, and what is spawned inside is inside")
    func empty() throws {
        let namespace = try NetworkNamespace()
        let text = try namespace.enter { () throws(SystemError) in
            try Command.collect(["cat", "/proc/net/dev"]).text
        }
        let names = text.split(separator: "\n").dropFirst(2).map { $0.split(separator: ":")[0] }
        #expect(names.map { $0.filter { $0 != " " } } == ["lo"])
    }

    @Test("other programs can name it by its path")
    func path() throws {
        let namespace = try NetworkNamespace()
        let inside = try namespace.enter { inode() }
        let found = try Command.run(["stat", "-Lc", "%i", namespace.path]).text
        #expect(found == "\(inside)\n")
    }

    @Test("when it is let go its interfaces vanish, and with them their peers")
    func released() throws {
        let other = try NetworkNamespace()
        func peerIsThere() throws -> Bool {
            try other.enter { Interface.index(of: "bt1") != nil }
        }
        do {
            let namespace = try NetworkNamespace()
            let result = try namespace.enter { () throws(SystemError) in
                try Command.collect(
                    [
                        "ip", "link", "add", "bt0", "type", "veth", "peer", "bt1", "netns",
                        other.path,
                    ]
                )
            }
            #expect(result.errors == "")
            #expect(try peerIsThere())
        }
        #expect(soon { (try? peerIsThere()) == false })
    }

    @Test("a hundred of them leave no descriptor open")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            let before = Here.descriptors()
            for _ in 0..<100 { _ = try NetworkNamespace().enter { inode() } }
            let after = Here.descriptors()
            // The test runner's own threads open a few at any time; a leak would be many more.
            #expect(after < before + 20)
        }
    }
}

/// Processes of the machine with this word on their command line.
private func processes(marked mark: String) -> [CInt] {
    ((try? ProcDirectory.numbers("/proc")) ?? []).filter { pid in
        guard let line = try? ProcFile.text("/proc/\(pid)/cmdline") else { return false }
        return line.split(separator: "\0").contains { $0 == mark }
    }
}

private let silent = ChildProcess.Streams(input: .null, output: .null, error: .null)

@Suite(
    .enabled(if: Here.isRoot, "\(Here.needsRoot)"),
    .enabled(if: Here.bench != nil, "\(Here.needsBench)"))
struct ProcessNamespaceTests {
    /// A family: a child that outlives its parent's end, and a grandchild.
    private static func start(
        _ mark: String, in namespace: ProcessNamespace
    ) throws(SystemError) -> ChildProcess {
        try namespace.start { () throws(SystemError) in
            try ChildProcess(
                "sh", ["-c", "sleep \(mark) & setsid sleep \(mark) & exec sleep \(mark)"],
                streams: silent)
        }
    }

    @Test("when it ends everything inside dies, grandchildren too")
    func end() throws {
        let mark = "86400.\(getpid())1"
        try onThread {
            let bench = try #require(Here.bench)
            let namespace = try ProcessNamespace(executable: bench)
            let child = try Self.start(mark, in: namespace)
            #expect(soon { processes(marked: mark).count == 3 })
            child.kill()
            _ = try child.wait()
            #expect(processes(marked: mark).count == 2)
            namespace.end()
            // Not "soon": when it returns, nobody is left.
            #expect(processes(marked: mark).isEmpty)
            // And this thread starts processes outside, as ever.
            #expect(try Command.run(["readlink", "/proc/self"]).text != "1\n")
            namespace.end()
        }
    }

    @Test("processes inside have pids of their own, from the first one on")
    func pids() throws {
        try onThread {
            let bench = try #require(Here.bench)
            let namespace = try ProcessNamespace(executable: bench)
            defer { namespace.end() }
            let output = try namespace.start { () throws(SystemError) in
                try Command.collect(["sh", "-c", "echo $$"])
            }
            #expect(output.text == "2\n")
        }
    }

    @Test("letting it go is enough to end it")
    func released() throws {
        let mark = "86400.\(getpid())2"
        try onThread {
            let bench = try #require(Here.bench)
            do {
                let namespace = try ProcessNamespace(executable: bench)
                let child = try Self.start(mark, in: namespace)
                #expect(soon { processes(marked: mark).count == 3 })
                child.kill()
                _ = try child.wait()
                _ = namespace
            }
            #expect(processes(marked: mark).isEmpty)
        }
    }

    @Test("when the owner is killed everything inside dies")
    func killedOwner() async {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let mark = "86400.77"
            try onThread {
                let bench = try #require(Here.bench)
                let namespace = try ProcessNamespace(executable: bench)
                let child = try Self.start(mark, in: namespace)
                if soon({ processes(marked: mark).count == 3 }) { Glibc.kill(getpid(), SIGKILL) }
                _ = (namespace, child)
            }
        }
        #expect(soon { processes(marked: "86400.77").isEmpty })
    }
}
