import Frames
import Kernel
import Settings
import Testing

@testable import Capture

@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct ConformanceTests {
    @Test(arguments: BackendTests.packet, ConformanceCheck.all)
    func `A backend does what its settings promise`(
        _ name: String, _ check: ConformanceCheck
    ) throws {
        let backend = try BackendTests.backend(name)
        guard check.isFor(backend) else { return }
        let faults = try check.faults(backend)
        #expect(faults == [], "\(name): \(check.name)\(Machine.words)")
    }

    /// So that a check that asks for a setting nobody has is seen.
    @Test func `Each check but that of batches is for some backend`() {
        let backends = Backend.all.filter { BackendTests.packet.contains($0.name) }
        for check in ConformanceCheck.all where check.needs != ["batch"] {
            #expect(backends.contains { check.isFor($0) }, "\(check.name)")
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
        var caught: [String] = []
        for check in ConformanceCheck.all where check.isFor(backend) {
            if try !check.faults(backend).isEmpty { caught.append(check.name) }
        }
        #expect(caught.contains { fault.isFound(by: $0) }, "caught by \(caught)")
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

    /// Whether a check of this name is meant to find it.
    func isFound(by check: String) -> Bool {
        switch self {
        case .constantDepth: check.contains("what is said")
        case .spinsForNothing: check.contains("spinning")
        case .lengthIsCut: check.contains("snaplen")
        case .workIsIgnored: check.contains("work")
        case .sequenceIsEmpty: check.contains("TCP")
        case .countsTwice: check == "every frame once"
        }
    }

    /// A backend that reads a queue, with the fault if there is one.
    static func scratch(with fault: PlantedFault?) -> Backend {
        Backend(component: Backend.recv.component, requirements: Backend.recv.requirements) {
            request throws(CaptureError) in try ScratchSession(request, fault)
        }
    }
}

/// A backend as a newcomer would write it, with one fault or none.
private final class ScratchSession: PacketSource {
    let settings: CaptureSettings
    private let queue: SocketQueue
    private let buffer: Mapping
    private let fault: PlantedFault?

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
        try queue.tap.start()
    }

    var tap: PacketTap { queue.tap }
    var granted: Granted { queue.granted }

    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        try queue.setWait(milliseconds)
        if fault == .spinsForNothing, settings.isBusy {
            Poll.sleep(until: MonotonicClock.now() + Int64(milliseconds) * 1_000_000)
            return 0
        }
        let bytes = buffer.bytes
        let length = queue.first(milliseconds) { tap.socket.receive(into: bytes, waiting: $0) }
        guard length >= 0 else {
            try queue.endBatch(0, errno: CInt(-length))
            return 0
        }
        give(min(length, bytes.count), of: length, to: &consumer)
        return 1
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

    func counters() throws(CaptureError) -> CaptureCounters { try queue.counters() }

    func depthFrames(sizes: SizeDistribution, truesize: Double?) -> Int? {
        fault == .constantDepth ? 128 : queue.depthFrames(truesize: truesize)
    }
}
