import Glibc
import Testing

@testable import Kernel

private let silent = ChildProcess.Streams(input: .null, output: .null, error: .null)

private func shell(
    _ script: String, _ streams: ChildProcess.Streams = silent, in directory: String? = nil
) throws -> ChildProcess {
    try ChildProcess("sh", ["-c", script], streams: streams, directory: directory)
}

/// Everything a child prints until it closes its output.
private func lines(of child: ChildProcess) -> [String] {
    var reader = LineReader(child.outputNumber)
    var lines: [String] = []
    while !reader.hasEnded {
        _ = Poll.readable([child.outputNumber], within: 10_000_000_000)
        lines += reader.read()
    }
    return lines
}

struct ChildProcessTests {
    @Test("an exit is told from a signal")
    func end() throws {
        let exited = try shell("exit 3").wait()
        #expect(exited.status == 3 && exited.signal == nil && !exited.isSuccess)
        #expect(exited.words == "exit status 3")
        let killed = try shell("kill -9 $$").wait()
        #expect(killed.status == nil && killed.signal == 9 && !killed.isSuccess)
        #expect(killed.words == "signal 9")
        #expect(try shell("exit 0").wait().isSuccess)
    }

    @Test("the end tells what the process used")
    func usage() throws {
        let end = try shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; sleep 0.01").wait()
        #expect(end.userSeconds + end.systemSeconds > 0.001)
        #expect(end.maximumResidentBytes > 500_000)
        #expect(end.voluntarySwitches > 0)
        #expect(end.minorFaults > 0)
    }

    @Test("what is sent to the standard input comes back from the standard output")
    func pipes() throws {
        let child = try ChildProcess(
            "cat", [], streams: .init(input: .pipe, output: .pipe, error: .null))
        let text = (0..<1_000).map { "line \($0)\n" }.joined()
        try child.send(text)
        child.closeInput()
        #expect(lines(of: child).map { $0 + "\n" }.joined() == text)
        #expect(try child.wait().isSuccess)
    }

    @Test("poll gives the end once it has come, and wait gives it again")
    func poll() throws {
        let child = try ChildProcess(
            "cat", [], streams: .init(input: .pipe, output: .null, error: .null))
        #expect(try child.poll() == nil)
        child.closeInput()
        #expect(soon { (try? child.poll()) != nil })
        #expect(try child.wait() == child.poll())
    }

    @Test("files take the output and the errors, and are truncated first")
    func files() throws {
        let directory = try TemporaryDirectory()
        let output = directory.path + "/output"
        try TextFile.write("something longer than that", to: output)
        let child = try shell(
            "echo out; echo err >&2",
            .init(input: .null, output: .file(output), error: .file(directory.path + "/error")))
        #expect(try child.wait().isSuccess)
        #expect(try ProcFile.text(output) == "out")
        #expect(try ProcFile.text(directory.path + "/error") == "err")
    }

    @Test("a file that cannot be written is named in the error")
    func missingFile() throws {
        let error = #expect(throws: SystemError.self) {
            try shell("exit 0", .init(input: .null, output: .file("/nowhere/x"), error: .null))
        }
        #expect(error == SystemError(call: "open", code: ENOENT, subject: "/nowhere/x"))
    }

    @Test("it starts in the directory asked for, and a missing one is named")
    func directory() throws {
        let directory = try TemporaryDirectory()
        let child = try shell(
            "pwd", .init(input: .null, output: .pipe, error: .null), in: directory.path)
        #expect(lines(of: child) == [directory.path])
        let error = #expect(throws: SystemError.self) { try shell("exit 0", in: "/nowhere") }
        #expect(error?.subject == "/nowhere" && error?.code == ENOENT)
    }

    @Test("a missing program is an error that names it")
    func missingProgram() {
        let error = #expect(throws: SystemError.self) {
            try ChildProcess("/nowhere/program", [], streams: silent)
        }
        #expect(error?.subject == "/nowhere/program" && error?.code == ENOENT)
    }

    @Test("the child has a process group of its own")
    func group() throws {
        let child = try shell("exec sleep 60")
        #expect(getpgid(child.pid) == child.pid)
        #expect(getpgid(child.pid) != getpgrp())
    }

    @Test("the child blocks and ignores no signal, whatever we do")
    func signals() throws {
        let status = try onThread { () throws -> [String] in
            var blocked = sigset_t()
            sigemptyset(&blocked)
            for signal in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] { sigaddset(&blocked, signal) }
            pthread_sigmask(SIG_BLOCK, &blocked, nil)
            return lines(
                of: try ChildProcess(
                    "grep", ["-E", "Sig(Blk|Ign)", "/proc/self/status"],
                    streams: .init(input: .null, output: .pipe, error: .null)))
        }
        let masks = status.compactMap { line in
            line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
        }
        try #require(masks.count == 2)
        #expect(masks[0] == 0)
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD] {
            #expect(masks[1] & 1 << UInt64(signal - 1) == 0, "signal \(signal) is ignored")
        }
    }

    @Test("a child that is let go is killed and reaped")
    func released() throws {
        let pid: CInt
        do {
            let child = try shell("exec sleep 60")
            pid = child.pid
            #expect(Glibc.kill(pid, 0) == 0)
        }
        #expect(Glibc.kill(pid, 0) == -1 && errno == ESRCH)
    }

    @Test("writing to a child that has gone is an error, not the end of us")
    func brokenPipe() throws {
        let child = try shell("exit 0", .init(input: .pipe, output: .null, error: .null))
        _ = try child.wait()
        let error = #expect(throws: SystemError.self) { try child.send("hello\n") }
        #expect(error?.code == EPIPE)
        child.closeInput()
        let closed = #expect(throws: SystemError.self) { try child.send("hello\n") }
        #expect(closed?.code == EPIPE)
    }

    @Test("children leave no descriptor open")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            _ = try Command.run(["true"])
            let before = Here.descriptors()
            for _ in 0..<50 {
                _ = try Command.run(["cat"], input: "hello")
                _ = try? Command.run(["no-such-program"])
                _ = try? shell("exit 0", .init(input: .pipe, output: .pipe, error: .file("/x/y")))
            }
            let after = Here.descriptors()
            // The test runner's own threads open a few at any time; a leak would be many more.
            #expect(after < before + 20)
        }
    }

    @Test("a child's end is seen although whoever started us ignores SIGCHLD")
    func ignoredChildSignal() async {
        await #expect(processExitsWith: .success) {
            signal(SIGCHLD, SIG_IGN)
            let output = try Command.run(["echo", "hello"])
            #expect(output.text == "hello\n")
        }
    }
}

struct CommandTests {
    @Test("what a program printed comes back, with its input passed on")
    func output() throws {
        #expect(try Command.run(["tr", "a-z", "A-Z"], input: "hello").text == "HELLO")
        let output = try Command.collect(["sh", "-c", "echo out; echo err >&2; exit 5"])
        #expect(output.text == "out\n" && output.errors == "err\n")
        #expect(output.end.status == 5)
    }

    @Test("a megabyte of output and of input does not block")
    func large() throws {
        let text = String(repeating: "0123456789abcdef", count: 65_536)
        #expect(try Command.run(["cat"], input: text).text == text)
    }

    @Test("a failure says the words typed and the program's own complaint")
    func complaint() {
        let error = #expect(throws: Command.Failure.self) {
            try Command.run(["sh", "-c", "printf 'no\n\nreally\n' >&2; exit 2"])
        }
        #expect(error?.reason == "no; really")
        #expect(error?.description == "\(error?.words.joined(separator: " ") ?? ""): no; really")
    }

    @Test("without a complaint it says how the program ended")
    func silentFailure() {
        let error = #expect(throws: Command.Failure.self) { try Command.run(["false"]) }
        #expect(error?.description == "false: exit status 1")
    }

    @Test("a missing program is a failure that names it")
    func missing() {
        let error = #expect(throws: Command.Failure.self) { try Command.run(["/nowhere/program"]) }
        #expect(error?.words == ["/nowhere/program"])
        #expect(error?.reason == "there is no program “/nowhere/program”")
    }

    @Test("a program that leaves its input unread is judged by its exit status")
    func unreadInput() throws {
        let text = String(repeating: "x", count: 1 << 20)
        #expect(try Command.run(["true"], input: text).end.isSuccess)
    }

    @Test("it runs in the directory asked for")
    func directory() throws {
        #expect(try Command.run(["pwd"], in: "/proc").text == "/proc\n")
    }
}
