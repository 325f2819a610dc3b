package import CBPF
import CLinux
import Glibc

/// The program in the kernel that makes, paces and redirects frames, and the memory shared with it.
///
/// It belongs to the thread that made it: only there may it run.
///
/// Source: Documentation/bpf/bpf_prog_run.rst, “Running XDP programs in live frame mode”.
package final class LiveFrames {
    /// The largest API length: a page also holds what the kernel keeps of the frame
    /// (`bpf_prog_test_run_xdp`).
    package static let mostBytes = 3400

    private let program: OpaquePointer
    /// Where frames are redirected: an interface index means another one elsewhere.
    package let namespace: NetworkNamespace
    /// What to send and what was sent; valid as long as this object lives.
    package let traffic: UnsafeMutablePointer<xdp_traffic>
    /// Whether frames that the driver refuses are counted.
    package let countsRefused: Bool

    /// Loads the program, and runs it once, so that it knows its thread.
    ///
    /// - Parameter frame: the template that each frame begins as.
    /// - Throws: EPERM without CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON; EINVAL from the run before
    ///   Linux 5.18, which brought live frames.
    package init(frame: [UInt8]) throws(SystemError) {
        namespace = try NetworkNamespace(ofCaller: ())
        var step: UnsafePointer<CChar>?
        guard let program = xdp_program_open(&step) else {
            let code = errno
            throw SystemError(call: step.map { String(cString: $0) } ?? "bpf", code: code)
        }
        guard xdp_program_prepare(program, frame, UInt32(frame.count)) == 0 else {
            let code = errno
            xdp_program_close(program)
            throw SystemError(call: "bpf(BPF_PROG_RUN) of live frames", code: code)
        }
        self.program = program
        traffic = xdp_program_traffic(program)
        countsRefused = xdp_program_counts_refused(program) != 0
    }

    deinit { xdp_program_close(program) }

    /// Runs what `traffic.plan` says, in the network namespace in which this object was made.
    ///
    /// The call takes some 20 ms longer than the traffic: the kernel waits for every CPU before it
    /// frees the pages. It ends by a signal to this thread, which the program sends itself when the
    /// run is over, so that nobody else needs to get a CPU for that; where it cannot, or after `stop`
    /// was raised, another thread does.
    package func run(frame: [UInt8], until stop: SharedFlag) throws(SystemError) {
        Wake.prepare()
        traffic.pointee.plan.signal = UInt32(Wake.number)
        let watch = Watch(program: traffic, thread: .current, stop: stop)
        try Thread.start { watch.run() }
        defer { watch.end() }
        while !watch.isDone && !stop.isRaised {
            try namespace.enter { () throws(SystemError) in
                let repeats = Self.repeats(until: Int64(traffic.pointee.plan.end))
                guard xdp_program_run(program, frame, UInt32(frame.count), repeats) == 0 else {
                    throw SystemError(call: "bpf(BPF_PROG_RUN) of live frames", code: errno)
                }
            }
        }
    }

    /// How often the program may run in one call, so that each call ends by itself.
    ///
    /// More than a CPU can do in this time: a run of the program takes more than 10 ns.
    private static func repeats(until end: Int64) -> UInt32 {
        let left = max(0, end - MonotonicClock.now())
        return UInt32(clamping: left / 10 + 1_000_000)
    }

    /// Waits on a thread of its own for the end of the traffic, and then gets the thread that runs
    /// it out of the kernel.
    private final class Watch: Sendable {
        /// The address of the word that the program stores when it is done.
        private let done: UInt
        private let deadline: Int64
        private let thread: ThreadHandle
        private let stop: SharedFlag
        private let isOver = SharedFlag()
        private let hasEnded = Mailbox<Void>()

        init(
            program: UnsafeMutablePointer<xdp_traffic>, thread: ThreadHandle, stop: SharedFlag
        ) {
            done = UInt(bitPattern: xdp_traffic_done(program))
            deadline = Int64(program.pointee.plan.end)
            self.thread = thread
            self.stop = stop
        }

        var isDone: Bool { clinux_load_acquire32(UnsafeRawPointer(bitPattern: done)) != 0 }

        func run() {
            while !isOver.isRaised && !isDone && !stop.isRaised {
                // Seldom while frames flow, since each look takes the sender's CPU.
                let now = MonotonicClock.now()
                let left = deadline - now
                Poll.sleep(until: now + (left > 100_000_000 ? 20_000_000 : 1_000_000))
            }
            while !isOver.isRaised {
                Wake.interrupt(thread)
                Poll.sleep(until: MonotonicClock.now() + 2_000_000)
            }
            hasEnded.put(())
        }

        /// Returns when no more signal will come.
        func end() {
            isOver.raise()
            hasEnded.take()
        }
    }
}
