import CLinux
import Glibc
import Synchronization

/// Signals that ask a program to end, taken from a descriptor instead of a handler: signalfd(2).
package final class EndSignals {
    private let descriptor: Descriptor

    /// Blocks SIGINT, SIGTERM and SIGHUP for the calling thread, and threads it starts later.
    package init() throws(SystemError) {
        descriptor = Descriptor(owning: try systemCall("signalfd") { clinux_end_signals() })
    }

    /// For ``Poll``.
    package var number: CInt { descriptor.number }

    /// Whether one of them has come to the process, or this thread, that blocks it, and nobody
    /// has taken it yet: sigpending(2).
    package static var arePending: Bool {
        var pending = sigset_t()
        guard sigpending(&pending) == 0 else { return false }
        return [SIGINT, SIGTERM, SIGHUP].contains { sigismember(&pending, $0) == 1 }
    }

    /// The next signal that has come, or `nil`.
    package func next() -> CInt? {
        let signal = clinux_next_signal(descriptor.number)
        return signal == 0 ? nil : signal
    }
}

/// Waking a thread out of a blocking system call.
package enum Wake {
    /// The signal that interrupts.
    package static let number = SIGUSR1

    /// Installs a handler for SIGUSR1 that does nothing, so that the call it hits returns EINTR.
    ///
    /// Lets the calling thread receive it. Without SA_RESTART, therefore. Also ignores SIGPIPE, so that writing to a reader that left
    /// is an error.
    package static func prepare() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        sigaction(SIGUSR1, &action, nil)
        // A thread inherits its mask, and those of libraries' pools block every signal.
        var wanted = sigset_t()
        sigemptyset(&wanted)
        sigaddset(&wanted, SIGUSR1)
        pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Interrupts the system call that `thread` is in.
    package static func interrupt(_ thread: ThreadHandle) {
        pthread_kill(thread.thread, SIGUSR1)
    }
}

/// A thread as signals name it.
package struct ThreadHandle: Sendable {
    fileprivate let thread: pthread_t

    /// The calling thread.
    package static var current: ThreadHandle { ThreadHandle(thread: pthread_self()) }
}

/// A thread that others may wake as long as it takes requests.
package final class WakeableThread: Sendable {
    private let handle = Mutex<ThreadHandle?>(nil)

    package init() {}

    /// The calling thread is it, from now on.
    package func enter() { handle.withLock { $0 = .current } }

    /// Nobody wakes it any more: it may end.
    package func leave() { handle.withLock { $0 = nil } }

    /// Interrupts the system call that it is in; nothing if there is no such thread.
    package func interrupt() { handle.withLock { if let thread = $0 { Wake.interrupt(thread) } } }
}

/// Waiting for descriptors: poll(2).
package enum Poll {
    /// Sleeps until an instant (`CLOCK_MONOTONIC`, ns), in steps of 50 ms so that a raised flag ends
    /// it soon.
    package static func sleep(until instant: Int64, orRaised stop: SharedFlag) {
        var now = MonotonicClock.now()
        while now < instant && !stop.isRaised {
            sleep(until: min(instant, now + 50_000_000))
            now = MonotonicClock.now()
        }
    }

    /// The indexes of the descriptors that can be read (or have ended), after at most `nanoseconds`.
    ///
    /// None at all on timeout or an interrupting signal. A number below 0 is passed over.
    package static func readable(_ numbers: [CInt], within nanoseconds: Int64) -> [Int] {
        var set = numbers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // Rounded up: waking early would only mean another round.
        let whole = nanoseconds / 1_000_000
        let milliseconds = CInt(
            clamping: max(0, nanoseconds % 1_000_000 > 0 ? whole + 1 : whole))
        guard poll(&set, nfds_t(set.count), milliseconds) > 0 else { return [] }
        return set.indices.filter { set[$0].revents != 0 }
    }

    /// Sleeps until `CLOCK_MONOTONIC` shows this time.
    package static func sleep(until nanoseconds: Int64) {
        clinux_sleep_until(nanoseconds)
    }
}
