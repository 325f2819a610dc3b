import Kernel
import Testing

@testable import Sampling

@Suite struct ProcessTreeClockTests {
    @Test func `The clock of what is below a process goes on when a child of it ends`() throws {
        let shell = try ChildProcess(
            "sh",
            [
                "-c",
                "i=0; sh -c 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; read x' & "
                    + "read x; kill $!; wait; read x",
            ], streams: .init(input: .pipe, output: .null, error: .null))
        defer { shell.killGroup() }
        var clock = ProcessTreeClock(below: ProcessInfo.pid)
        var last: UInt64 = 0
        let deadline = MonotonicClock.now() + 20_000_000_000
        // The loop alone takes some milliseconds.
        while last < 5_000_000 && MonotonicClock.now() < deadline {
            Poll.sleep(until: MonotonicClock.now() + 20_000_000)
            try clock.look()
            last = clock.read()
        }
        #expect(last >= 5_000_000)
        #expect(!clock.isEmpty)
        try shell.send("\n")
        Poll.sleep(until: MonotonicClock.now() + 100_000_000)
        try clock.look()
        #expect(clock.read() >= last)
    }
}
