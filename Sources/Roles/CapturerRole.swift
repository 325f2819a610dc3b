package import Capture
package import Frames
import Kernel
import Traffic

/// The capturing process of a trial: receives on its main thread, talks on another.
///
/// With `workers` there are several such threads, of which the main thread is the first.
///
/// The capture thread neither formats nor writes: it copies its counters into a mailbox, and the
/// control thread, on another CPU, makes the message. So being asked costs the capture CPU well
/// under a microsecond.
package enum CapturerRole {
    /// How the role runs.
    package struct CaptureOptions: Sendable {
        package var backend: Backend
        package var request: CaptureRequest
        /// The traffic's sizes, for the effective depth; `nil` if unknown.
        package var sizes: SizeDistribution?
        /// The load of the traffic, for when each frame is due; `nil` if unknown.
        package var load: Load?
        /// The CPU of the control thread; `nil` to leave it where it is.
        package var controlCPU: Int?
        /// The CPU of each worker, beginning again after the last; empty to leave them where they are.
        package var workerCPUs: [Int] = []

        /// When the frames of a run are due; `nil` if that is not known.
        func schedule(from start: Int64) -> SendSchedule? {
            guard let sizes, let load,
                let round = Pacer.round(load: load, sizes: sizes.sizes(), gaps: sizes.gaps)
            else { return nil }
            return SendSchedule(start: start, offsets: round.offsets, round: round.length)
        }

        /// Bytes of payload of a TCP segment of these sizes.
        var segment: Int {
            (sizes?.largest.apiLength ?? 0) - FrameFormat.tcp4.headerBytes
        }

        package init(
            backend: Backend, request: CaptureRequest, sizes: SizeDistribution? = nil,
            load: Load? = nil, controlCPU: Int? = nil, workerCPUs: [Int] = []
        ) {
            self.backend = backend
            self.request = request
            self.sizes = sizes
            self.load = load
            self.controlCPU = controlCPU
            self.workerCPUs = workerCPUs
        }
    }

    /// Captures until told to stop, speaking the protocol on the standard streams.
    ///
    /// - Returns: the exit status.
    package static func run(_ options: CaptureOptions) -> Int32 {
        Wake.prepare()
        let crew = WorkerCrew(options)
        let (desk, controlCPU) = (crew.desk, options.controlCPU)
        let isFiltered = CaptureSettings.isFiltered(options.request.settings)
        do {
            try Thread.start {
                if let controlCPU { try? Scheduling.pin(to: controlCPU) }
                ControlThread(desk: desk, isFiltered: isFiltered).run()
            }
        } catch {
            RoleOutput.send(.fatal(.system, "\(error)"))
            return 1
        }
        let failure = crew.capture()
        desk.put(failure.map { .failed($0) } ?? .done)
        desk.farewell.waitUntilRaised()
        return failure == nil && !desk.hasFailed.isRaised ? 0 : 1
    }
}

extension RoleFailure {
    init(_ error: CaptureError) {
        self.init(code: error.code, message: error.description)
    }
}

extension CaptureError {
    /// What the runner makes of it.
    package var code: RoleFailure.ErrorCode {
        switch self {
        case .notPermitted: .permission
        case .unsupported: .unsupported
        case .notGranted: .geometry
        case .interfaceDown, .interfaceVanished, .noSuchInterface: .interface
        case .hung: .hung
        case .system: .system
        }
    }
}
