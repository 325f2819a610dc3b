import CLinux
import Glibc

/// A pid namespace for what a trial starts.
///
/// When its first process ends, everything in it is killed by the kernel, grandchildren too. The
/// first process reads a pipe that this process alone can write to, so it ends when we do, however
/// that comes about. See pid_namespaces(7).
///
/// Processes are started inside by a thread of its own, which lives as long as the namespace: only
/// that thread's children are inside, and it never has to return, which an unprivileged user could
/// not (`setns(2)` into the initial pid namespace).
package final class ProcessNamespace {
    private let jobs = Mailbox<Job>()
    private var first: ChildProcess?

    private enum Job: Sendable {
        case run(@Sendable () -> Void)
        case end
    }

    /// Makes the namespace and starts its first process.
    ///
    /// - Parameter executable: path of this program, which becomes the first process.
    package init(executable: String) throws(SystemError) {
        let jobs = jobs
        try Thread.start {
            while case .run(let job) = jobs.take() { job() }
        }
        do throws(SystemError) {
            first = try start { () throws(SystemError) in
                try systemCall("unshare(CLONE_NEWPID)") { clinux_unshare_pid() }
                return try ChildProcess(
                    executable, [CLINUX_ENTER_WORD, ChildProcess.diesWithUs, "init", "--", "none"],
                    streams: .init(input: .pipe, output: .null, error: .inherit))
            }
        } catch {
            jobs.put(.end)
            throw error
        }
    }

    /// Runs `body`, which starts a process, on the thread whose children are inside.
    package func start<Value>(
        _ body: @escaping () throws(SystemError) -> Value
    ) throws(SystemError) -> Value {
        // The two threads take turns: this one waits until the other is done.
        nonisolated(unsafe) let body = body
        nonisolated(unsafe) var outcome: Result<Value, SystemError>?
        let done = Mailbox<Void>()
        jobs.put(
            .run {
                do throws(SystemError) {
                    outcome = .success(try body())
                } catch {
                    outcome = .failure(error)
                }
                done.put(())
            })
        done.take()
        guard let outcome else { throw SystemError(call: "pthread_create", code: EAGAIN) }
        return try outcome.get()
    }

    /// Ends the first process, and so all the others; returns when none is left.
    ///
    /// Call it after the direct children inside have been waited for: their zombies keep the
    /// namespace alive, and its first process with it. That is given up after 5 s.
    package func end() {
        guard let ending = first else { return }
        first = nil
        jobs.put(.end)
        ending.closeInput()
        ending.kill()
        let deadline = MonotonicClock.now() + 5_000_000_000
        while MonotonicClock.now() < deadline {
            if (try? ending.poll()) != nil { return }
            Poll.sleep(until: MonotonicClock.now() + 500_000)
        }
        ending.abandon()
    }

    deinit {
        end()
    }
}
