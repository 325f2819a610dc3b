import Frames
import Kernel
import Settings

@testable import Capture
@testable import Testbed

/// Several workers of a capture as one session, all on the calling thread.
final class TestCrew: CaptureSession {
    let members: [any CaptureSession]
    private let isFiltered: Bool
    private let settings: Settings

    /// Opens them in order, as the capture process does.
    ///
    /// Those that need a receive queue each get a new pair with as many.
    init(_ backend: Backend, _ request: CaptureRequest) throws(CaptureError) {
        if let queues = backend.workerQueues(request.settings) { try Self.remake(queues) }
        settings = request.settings
        let count = CaptureSettings.workerCount(request.settings)
        isFiltered = CaptureSettings.isFiltered(request.settings)
        var members: [any CaptureSession] = []
        for index in 0..<count {
            var request = request
            request.worker = WorkerSeat(
                index: index, of: count, group: members.first?.group)
            members.append(try backend.open(request))
        }
        for member in members { try member.openIntake() }
        self.members = members
    }

    private static func remake(_ queues: WorkerQueues) throws(CaptureError) {
        do {
            // On plain veth the program is behind the driver unless it is told otherwise.
            try TestNetwork.remake(
                VethQueues(count: queues.count, isInDriver: queues.isInDriver ?? false))
        } catch {
            throw .unsupported("\(error)")
        }
    }

    /// Opens workers on the receiving end of a ``TestNetwork``.
    convenience init(
        _ backend: Backend, _ words: [String], truesize: Double? = nil
    ) throws {
        let settings = try Settings(
            words: words, for: backend.name, specs: backend.component.settings)
        try self.init(
            backend,
            CaptureRequest(
                interface: TestNetwork.receiver, settings: settings, truesize: truesize))
    }

    func receive(
        into tally: inout FrameTally, timeoutMilliseconds: Int32
    ) throws(CaptureError) -> Int {
        let deadline = MonotonicClock.now() + Int64(timeoutMilliseconds) * 1_000_000
        while true {
            for member in members {
                let taken = try member.receive(into: &tally, timeoutMilliseconds: 0)
                if taken > 0 { return taken }
            }
            guard MonotonicClock.now() < deadline else { return 0 }
            Poll.sleep(until: MonotonicClock.now() + 500_000)
        }
    }

    func counters() throws(CaptureError) -> CaptureCounters {
        var all = try members[0].counters()
        for member in members.dropFirst() {
            all.add(try member.counters(), isFiltered: isFiltered)
        }
        return all
    }

    func closeIntake() throws(CaptureError) { for member in members { try member.closeIntake() } }
    func showOpen() { for member in members { member.showOpen() } }
    var handOverDelay: Int32 { members.map(\.handOverDelay).max() ?? 1 }
    var granted: Granted { members[0].granted }
    var group: WorkerGroup? { members[0].group }
    var wakeUps: UInt64 { members.reduce(0) { $0 + $1.wakeUps } }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        // The frames of the tests that ask are one flow.
        members[0].depthFrames(sizes: sizes, truesize: truesize).map {
            CaptureSettings.spread(settings, flows: 1).depth(ofOne: $0)
        }
    }

    /// Takes what is there until nothing more comes; the counts of each worker.
    func counts() throws -> [FrameCounts] {
        try members.map { try $0.outcome().counts }
    }
}

extension Backend {
    /// The same with several workers, which get frames in turn where they are a group.
    func with(workers: Int) -> Backend {
        let base = self
        var crew = Backend(component: component, requirements: requirements) {
            request throws(CaptureError) in
            var request = request
            request.settings["workers"] = .integer(workers)
            if base.has("fanout_flags") { request.settings["fanout"] = .text("lb") }
            return try TestCrew(base, request)
        }
        crew.holdsBack = holdsBack
        return crew
    }
}

extension TestSender {
    /// Sends the next frames of a run of 7: each is of the next of so many flows of UDP.
    func send(_ count: Int, flows: Int, from first: Int = 0) throws {
        for number in first..<first + count {
            let flow = number % flows
            var frame = StampedFrame.udp4(
                run: 7, sequence: UInt64(number), length: 100, stream: UInt16(flow))
            // Addresses and ports: all that the hash reads.
            frame.replaceSubrange(
                26..<34, with: [198, 18, UInt8(flow >> 8), UInt8(flow & 255), 198, 19, 0, 1])
            frame.replaceSubrange(
                34..<38, with: [UInt8(64 + flow >> 8), UInt8(flow & 255), 0, 9])
            try send(frame)
        }
    }
}
