import Capture
import Kernel

/// The capture threads of a process: the main thread, and one for each further worker.
///
/// Each opens its own session, one after the other, since their order is that of the sockets in the
/// group. Frames come to none of them before all are open. They share nothing while they capture.
final class WorkerCrew: Sendable {
    let desk: Desk
    private let options: CapturerRole.CaptureOptions
    private let count: Int
    /// What a further worker says when it is open, and when it lets frames in.
    private let opened = Mailbox<Result<Opened, CaptureError>>()
    /// Raised for each further worker when all are open.
    private let gates: [Latch]

    /// An open session, as far as others need to know.
    private struct Opened: Sendable {
        let thread = ProcessInfo.threadID
    }

    init(_ options: CapturerRole.CaptureOptions) {
        self.options = options
        count = CaptureSettings.workerCount(options.request.settings)
        desk = Desk(workers: count)
        gates = (0..<count).map { _ in Latch() }
    }

    /// Captures with all workers until told to stop, the first of them on this thread.
    ///
    /// - Returns: why the capture failed, or `nil`.
    func capture() -> RoleFailure? {
        do throws(CaptureError) {
            try work(0, in: nil)
            return nil
        } catch {
            return RoleFailure(error)
        }
    }

    /// A worker's whole life.
    private func work(_ index: Int, in group: WorkerGroup?) throws(CaptureError) {
        let inbox = desk.inboxes[index]
        inbox.thread.enter()
        defer { inbox.thread.leave() }
        try place(index)
        var worker = CaptureWorker(options, seat: WorkerSeat(index: index, of: count, group: group))
        let session = try worker.open()
        var tally = try worker.makeTally()
        if index == 0 {
            let threads = try openOthers(session)
            let opening = RoleMessage.Opening(
                pid: ProcessInfo.pid, tids: threads,
                granted: worker.granted(session))
            desk.put(.ready(opening))
        } else {
            opened.put(.success(Opened()))
            gates[index].waitUntilRaised()
            try session.openIntake()
            opened.put(.success(Opened()))
        }
        let (state, frames) = try worker.capture(session, &tally, inbox) { answer in
            desk.put(answer, of: index)
        }
        desk.put(.final(state, frames: frames), of: index)
    }

    private func place(_ index: Int) throws(CaptureError) {
        let cpus = options.workerCPUs
        guard !cpus.isEmpty else { return }
        do throws(SystemError) {
            try Scheduling.pin(to: cpus[index % cpus.count])
        } catch {
            throw .system(error)
        }
    }

    /// Has the other workers open their sessions, and lets frames in when all have.
    ///
    /// - Returns: the thread ids of all workers.
    private func openOthers(_ session: any CaptureSession) throws(CaptureError) -> [Int32] {
        var threads = [ProcessInfo.threadID]
        for index in 1..<max(count, 1) {
            try start(index, in: session.group)
            threads.append(try opened.take().get().thread)
        }
        try session.openIntake()
        for gate in gates.dropFirst() {
            gate.raise()
            _ = try opened.take().get()
        }
        return threads
    }

    private func start(_ index: Int, in group: WorkerGroup?) throws(CaptureError) {
        do throws(SystemError) {
            try Thread.start { self.run(index, in: group) }
        } catch {
            throw .system(error)
        }
    }

    /// A further worker, on its own thread.
    private func run(_ index: Int, in group: WorkerGroup?) {
        Wake.prepare()
        do throws(CaptureError) {
            try work(index, in: group)
            desk.put(.done, of: index)
        } catch {
            // Whoever waits for it to open hears it there.
            opened.put(.failure(error))
            desk.put(.failed(RoleFailure(error)), of: index)
        }
    }
}
