import Frames
import Kernel
import Settings
import Testing

@testable import Capture

@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct ConformanceTests {
    @Test(arguments: Backend.names(), ConformanceCheck.all)
    func `A backend does what its settings promise`(
        _ name: String, _ check: ConformanceCheck
    ) throws {
        let backend = try BackendTests.backend(name)
        guard check.isFor(backend) else { return }
        let faults = try check.faults(backend)
        #expect(faults == [], "\(name): \(check.name)\(Machine.words)")
    }

    /// So that a check that asks for a setting nobody has is seen.
    @Test func `Each check is for some backend`() {
        // The scratch backend has a batch.
        let backends = Backend.packet + [PlantedFault.scratch(with: nil)]
        for check in ConformanceCheck.all {
            #expect(backends.contains { check.isFor($0) }, "\(check.name)")
        }
    }

    /// The options that size a ring are known by their names, here and in `RingSizing`.
    @Test func `The depth of each backend is checked, and each ring can be sized`() throws {
        for backend in Backend.packet {
            let name = backend.name
            let isChecked = ConformanceCheck.all.contains {
                $0.isFor(backend) && $0.name.contains("what is said")
            }
            #expect(isChecked, "no check of a depth is for \(name): add one for its option")
            guard backend.has(CaptureSettings.ring.spec.name) else { continue }
            let settings = try Settings(
                words: ["ring=4MiB"], for: name, specs: backend.component.settings)
            let sized = try RingSizing(sizes: .fixed(.minimum), rate: nil).resolved(
                settings, of: backend.component)
            #expect(sized != settings, "\(name)")
        }
    }

    @Test func `A backend as a newcomer would write it passes`() throws {
        let backend = PlantedFault.scratch(with: nil)
        for check in ConformanceCheck.all where check.isFor(backend) {
            let faults = try check.faults(backend)
            #expect(faults == [], "\(check.name)\(Machine.words)")
        }
    }

    @Test(arguments: PlantedFault.allCases)
    func `A planted fault is caught`(_ fault: PlantedFault) throws {
        let backend = PlantedFault.scratch(with: fault)
        let checks = ConformanceCheck.all.filter {
            $0.isFor(backend) && fault.isFound(by: $0.name)
        }
        let faults = try checks.map { try $0.faults(backend) }
        #expect(faults.contains { !$0.isEmpty }, "missed by \(checks)")
    }
}

/// Whether the machine was busy, for messages of failures.
enum Machine {
    static var words: String {
        let load = (try? ProcFile.text("/proc/loadavg")) ?? "unknown"
        return " (load \(load.split(separator: " ").first ?? "unknown"))"
    }
}

/// Faults that a new backend may have.
enum PlantedFault: String, Sendable, CaseIterable {
    case constantDepth, spinsForNothing, lengthIsCut, workIsIgnored, sequenceIsEmpty, countsTwice
    /// As recvmmsg(2) without MSG_WAITFORONE.
    case waitsForAFullBatch
    case batchIsIgnored, batchIsOne, losesAllButTheFirst

    /// Whether a check of this name is meant to find it.
    func isFound(by check: String) -> Bool {
        switch self {
        case .constantDepth: check.contains("what is said")
        case .spinsForNothing: check.contains("spinning")
        case .lengthIsCut: check.contains("snaplen")
        case .workIsIgnored: check.contains("work")
        case .sequenceIsEmpty: check.contains("TCP")
        case .countsTwice, .losesAllButTheFirst: check == "every frame once"
        case .waitsForAFullBatch: check.contains("handed over at once")
        case .batchIsIgnored, .batchIsOne: check.contains("as many frames as is said")
        }
    }

    static let batch = Setting.integer("batch", 1...64, default: 8, "most frames of a call")

    /// A backend that reads a queue, with the fault if there is one.
    static func scratch(with fault: PlantedFault?) -> Backend {
        Backend(
            component: Component(
                name: "scratch", summary: "recvmmsg(2), as it can be observed",
                settings: [batch.spec] + SocketQueue.options),
            requirements: Backend.Requirement.packetSocket
        ) { request throws(CaptureError) in try ScratchSession(request, fault) }
    }
}

/// A backend as a newcomer would write it, with one fault or none.
private final class ScratchSession: QueueSource {
    let settings: CaptureSettings
    let queue: SocketQueue
    private let buffer: Mapping
    private let fault: PlantedFault?
    private let batch: Int

    init(_ request: CaptureRequest, _ fault: PlantedFault?) throws(CaptureError) {
        var usual = request.settings
        if fault == .workIsIgnored { usual[CaptureSettings.work.spec.name] = nil }
        settings = CaptureSettings(usual)
        let queue = try SocketQueue(request)
        let length = queue.tap.settings.snaplen
        buffer = try CaptureError.onSystem(request.interface) { () throws(SystemError) in
            try Mapping(anonymous: length)
        }
        self.queue = queue
        self.fault = fault
        batch =
            switch fault {
            case .batchIsIgnored: 8
            case .batchIsOne: 1
            default: request.settings[PlantedFault.batch]
            }
        try queue.tap.start()
    }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        try queue.setWait(milliseconds)
        if fault == .spinsForNothing, settings.isBusy {
            Poll.sleep(until: MonotonicClock.now() + Int64(milliseconds) * 1_000_000)
            return 0
        }
        let bytes = buffer.bytes
        var length = queue.first(milliseconds) { tap.socket.receive(into: bytes, waiting: $0) }
        var taken = 0
        // What recvmmsg(2) does within one call.
        while length >= 0 {
            if taken == 0 || fault != .losesAllButTheFirst {
                give(min(length, bytes.count), of: length, to: &consumer)
            }
            taken += 1
            if taken == batch { return taken }
            let waits = fault == .waitsForAFullBatch && !settings.isBusy
            length = tap.socket.receive(into: bytes, waiting: waits)
        }
        try queue.endReceive(taken, errno: CInt(-length))
        return taken
    }

    private func give<Consumer: FrameConsumer & ~Copyable>(
        _ captured: Int, of length: Int, to consumer: inout Consumer
    ) {
        let frame = UnsafeRawBufferPointer(start: buffer.bytes.baseAddress, count: captured)
        switch fault {
        case .sequenceIsEmpty where Consumer.kind == .sequence: break
        case .lengthIsCut: consumer.take(frame, length: captured)
        case .countsTwice:
            consumer.take(frame, length: length)
            consumer.take(frame, length: length)
        default: consumer.take(frame, length: length)
        }
    }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        fault == .constantDepth ? 128 : queue.depthFrames(truesize: truesize)
    }
}
