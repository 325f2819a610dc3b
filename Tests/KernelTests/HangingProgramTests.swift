import Glibc
import Testing

@testable import Kernel

/// Programs of others that do not end.
struct HangingProgramTests {
    @Test("what a program prints and its status come back")
    func output() throws {
        let output = try Command.collect(
            ["sh", "-c", "cat; pwd; echo no >&2; exit 3"], input: "in\n", in: "/")
        #expect(output.text == "in\n/\n")
        #expect(output.errors == "no\n")
        #expect(output.end.status == 3)
    }

    @Test("a missing program is told from one that fails")
    func missing() {
        #expect { try Command.collect(["/no/such/program"]) } throws: { error in
            (error as? SystemError)?.code == ENOENT
        }
        #expect { try Command.run(["sh", "-c", "echo why >&2; exit 1"]) } throws: { error in
            (error as? Command.Failure)?.reason == "why"
        }
    }

    @Test("a program that hangs is killed at its deadline, with what it started")
    func deadline() throws {
        #expect {
            try Command.run(["sh", "-c", "sleep 1000 & wait"], within: 1)
        } throws: { error in
            (error as? Command.Failure)?.reason == "it did not end within 1 s"
        }
        #expect {
            try Command.collect(["sh", "-c", "trap '' TERM INT; sleep 1000"], within: 1)
        } throws: { error in
            (error as? SystemError)?.code == ETIMEDOUT
        }
    }

    @Test("a program that prints without end is killed, and no more than a bound is kept")
    func flood() {
        #expect {
            try Command.run(["yes", "a line that goes on and on"])
        } throws: { error in
            (error as? Command.Failure)?.reason == "it printed more than 64 MiB"
        }
    }

    @Test(
        "a child whose parent has ended before it looked ends, too",
        .enabled(if: Here.bench != nil, "\(Here.needsBench)"))
    func orphan() throws {
        let bench = try #require(Here.bench)
        let orphan = try Command.collect([bench, "__enter", "deathsig=1", "--", "true"])
        #expect(orphan.end.status == 126)
        let child = try Command.collect([bench, "__enter", ChildProcess.diesWithUs, "--", "true"])
        #expect(child.end.isSuccess)
    }

    @Test("the program is not deaf to signals, as its parent may be, and leads a process group")
    func signals() throws {
        let output = try Command.collect(
            [
                "sh", "-c",
                "grep -E 'SigBlk|SigIgn' /proc/self/status; cut -d' ' -f5 /proc/$$/stat; echo $$",
            ])
        let words = output.text.split(whereSeparator: \.isWhitespace)
        #expect(words[1].allSatisfy { $0 == "0" })
        let ignored = try #require(UInt64(words[3], radix: 16))
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD] {
            #expect(ignored & (1 << UInt64(signal - 1)) == 0, "\(words[3])")
        }
        #expect(words[4] == words[5])
    }

    @Test("the kernel kills a program when the thread that waits for it ends")
    func bound() throws {
        let starter = ShortThread()
        let thread = try #require(starter.start())
        pthread_join(thread, nil)
        let child = try #require(starter.child)
        let end = try child.wait()
        #expect(end.signal == Int(SIGKILL))
    }
}

/// A child started by a thread that ends at once.
private final class ShortThread: @unchecked Sendable {
    var child: ChildProcess?

    func start() -> pthread_t? {
        var thread = pthread_t()
        let this = Unmanaged.passUnretained(self).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { place in
                guard let place else { return nil }
                let this = Unmanaged<ShortThread>.fromOpaque(place).takeUnretainedValue()
                this.child = try? ChildProcess(
                    "sleep", ["1000"],
                    streams: .init(input: .null, output: .null, error: .null), isBound: true)
                return nil
            }, this)
        return code == 0 ? thread : nil
    }
}
