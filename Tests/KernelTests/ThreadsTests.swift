import Glibc
import Testing

@testable import Kernel

struct MailboxTests {
    @Test("values arrive in order, each once")
    func order() throws {
        let mailbox = Mailbox<Int>()
        try Thread.start { for value in 0..<5_000 { mailbox.put(value) } }
        #expect((0..<5_000).map { _ in mailbox.take() } == Array(0..<5_000))
        #expect(mailbox.takeIfThere() == nil)
    }

    @Test("two takers share the values between them")
    func takers() throws {
        let mailbox = Mailbox<Int>()
        let sums = Mailbox<Int>()
        for _ in 0..<2 {
            try Thread.start {
                var sum = 0
                while case let value = mailbox.take(), value > 0 { sum += value }
                sums.put(sum)
            }
        }
        for value in 1...1_000 { mailbox.put(value) }
        for _ in 0..<2 { mailbox.put(0) }
        #expect(sums.take() + sums.take() == 500_500)
    }

    @Test("a nil is a value too")
    func optional() {
        let mailbox = Mailbox<Int?>()
        mailbox.put(nil)
        mailbox.put(7)
        #expect(mailbox.take() == nil)
        #expect(mailbox.take() == 7)
    }

    @Test("a flag is seen by another thread, and can be lowered")
    func flag() throws {
        let flag = SharedFlag()
        #expect(!flag.isRaised)
        try Thread.start { flag.raise() }
        #expect(soon { flag.isRaised })
        flag.lower()
        #expect(!flag.isRaised)
    }
}

struct LineReaderTests {
    /// A pipe whose reading end does not block.
    private static func makePipe() throws -> Pipe {
        let pipe = try Pipe()
        _ = fcntl(pipe.readNumber, F_SETFL, O_NONBLOCK)
        return pipe
    }

    private static func write(_ text: String, to pipe: Pipe) {
        write(Array(text.utf8), to: pipe)
    }

    private static func write(_ bytes: [UInt8], to pipe: Pipe) {
        _ = bytes.withUnsafeBytes { Glibc.write(pipe.writeNumber, $0.baseAddress, $0.count) }
    }

    @Test("a line in pieces is one line, and several at once are several")
    func pieces() throws {
        let pipe = try Self.makePipe()
        var reader = LineReader(pipe.readNumber)
        #expect(reader.read() == [])
        Self.write("one", to: pipe)
        #expect(reader.read() == [])
        Self.write(" line\ntwo\nthr", to: pipe)
        #expect(reader.read() == ["one line", "two"])
        #expect(reader.read() == [] && !reader.hasEnded)
        Self.write("ee\n\n", to: pipe)
        #expect(reader.read() == ["three"])
    }

    @Test("the end is told, and a line without its newline is dropped")
    func end() throws {
        let pipe = try Self.makePipe()
        var reader = LineReader(pipe.readNumber)
        Self.write("whole\nhalf", to: pipe)
        _ = pipe.takeWrite()
        #expect(reader.read() == ["whole"] && !reader.hasEnded)
        #expect(reader.read() == [] && reader.hasEnded)
    }

    @Test("a line without an end takes no more memory than the longest one, and the next is read")
    func endless() throws {
        let folder = try TemporaryDirectory()
        let endless = String(repeating: "x", count: LineReader.longest + 70_000)
        try TextFile.write(endless + "\nnext\n", to: folder.path + "/f")
        let file = Descriptor(owning: open(folder.path + "/f", O_RDONLY | O_CLOEXEC))
        var reader = LineReader(file.number)
        var lines: [String] = []
        while !reader.hasEnded { lines += reader.read() }
        #expect(lines.map(\.utf8.count) == [LineReader.longest, 4] && lines.last == "next")
    }

    @Test("a line longer than a read comes whole, and what is not UTF-8 does no harm")
    func long() throws {
        let path = try TemporaryDirectory()
        let line = String(repeating: "é", count: 100_000)
        try TextFile.write(line + "\n", to: path.path + "/f")
        let file = Descriptor(owning: open(path.path + "/f", O_RDONLY | O_CLOEXEC))
        var reader = LineReader(file.number)
        var lines: [String] = []
        while !reader.hasEnded { lines += reader.read() }
        #expect(lines == [line])

        let pipe = try Self.makePipe()
        Self.write([0xff, 0x0a], to: pipe)
        var broken = LineReader(pipe.readNumber)
        #expect(broken.read() == ["\u{fffd}"])
    }
}

struct PollTests {
    @Test("names the descriptors that can be read or have ended, and passes over negative ones")
    func readable() throws {
        let quiet = try Pipe()
        let ended = try Pipe()
        _ = ended.takeWrite()
        let numbers = [quiet.readNumber, -1, ended.readNumber]
        #expect(Poll.readable(numbers, within: .max) == [2])
        #expect(Poll.readable([quiet.readNumber], within: 1) == [])
        #expect(Poll.readable([quiet.readNumber], within: -5) == [])
    }

    @Test("sleeps until the time has come, never less")
    func sleep() {
        let time = MonotonicClock.now() + 3_000_000
        Poll.sleep(until: time)
        #expect(MonotonicClock.now() >= time)
        Poll.sleep(until: 0)
        Poll.sleep(until: -1)
    }
}

struct SignalsTests {
    @Test("a thread that waits can be woken, without harm to the process")
    func wake() throws {
        Wake.prepare()
        let handle = Mailbox<ThreadHandle>()
        let woken = Mailbox<Bool>()
        let isAwake = SharedFlag()
        try Thread.start {
            guard let pipe = try? Pipe() else { return woken.put(false) }
            // Threads of the test runner block all signals, and this one is their child.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_UNBLOCK, &all, nil)
            handle.put(.current)
            let none = Poll.readable([pipe.readNumber], within: 60_000_000_000)
            isAwake.raise()
            woken.put(none.isEmpty)
        }
        let thread = handle.take()
        let start = MonotonicClock.now()
        // Again and again, as the thread may not be waiting yet.
        let stopped = soon {
            if !isAwake.isRaised { Wake.interrupt(thread) }
            return isAwake.isRaised
        }
        #expect(stopped && woken.take())
        #expect(MonotonicClock.now() - start < 30_000_000_000)
    }

    @Test("end signals come out of the descriptor instead of ending us", arguments: [1, 2, 15])
    func endSignals(signal: CInt) throws {
        try onThread {
            let signals = try EndSignals()
            #expect(signals.next() == nil)
            pthread_kill(pthread_self(), signal)
            #expect(Poll.readable([signals.number], within: 5_000_000_000) == [0])
            #expect(signals.next() == signal)
            #expect(signals.next() == nil)
        }
    }
}

struct SchedulingTests {
    @Test("a pinned thread may run on one CPU only, and is there")
    func pin() throws {
        try onThread {
            let allowed = try Scheduling.allowedCPUs()
            #expect(allowed == allowed.sorted() && !allowed.isEmpty)
            for cpu in allowed {
                try Scheduling.pin(to: cpu)
                #expect(try Scheduling.allowedCPUs() == [cpu])
                #expect(Scheduling.currentCPU == cpu)
            }
        }
    }

    @Test("a CPU that is not there is an error that names it")
    func noSuchCPU() {
        let error = #expect(throws: SystemError.self) { try Scheduling.pin(to: 8191) }
        #expect(error?.code == EINVAL)
        #expect(error?.subject == "task 0, CPU 8191")
    }

    @Test("a task that has gone is an error")
    func noSuchTask() {
        let error = #expect(throws: SystemError.self) { try Scheduling.policy(of: 1 << 29) }
        #expect(error?.code == ESRCH)
    }

    @Test("SCHED_FIFO reads back", .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
    func policy() throws {
        try onThread {
            #expect(try Scheduling.policy(of: 0) == 0)
            try Scheduling.setFIFO(0, priority: 1)
            #expect(try Scheduling.policy(of: ProcessInfo.threadID) == 1)
        }
    }

    @Test("a thread's CPU time grows while it works, and not while it sleeps")
    func cpuTime() throws {
        try onThread {
            let start = ProcessInfo.threadCPUTime()
            Poll.sleep(until: MonotonicClock.now() + 50_000_000)
            let slept = ProcessInfo.threadCPUTime()
            while ProcessInfo.threadCPUTime() - slept < 5_000_000 {}
            #expect(slept - start < 40_000_000)
        }
    }
}
