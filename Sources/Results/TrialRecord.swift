/// One attempt at one trial: a row of `trials.csv`.
///
/// Each property is the column of the same name (``columns`` says what it means and its unit);
/// `nil` is “not measured”, never 0.
package struct TrialRecord: Sendable, Hashable {
    // Which attempt at which trial this is, and what it is worth.
    package var trial = 0
    package var attempt = 1
    package var block = 0
    package var point = ""
    package var role = ""
    package var startedAt = ""
    package var outcome = Outcome.invalid
    package var invalidReason: InvalidReason?
    package var flags: [TrialFlag] = []

    // What was asked for: one column for each key that can be an axis.
    package var backend: String?
    package var topology: String?
    package var napiPolicy: String?
    package var engine: String?
    package var frameSize: Int?
    package var sizes: String?
    package var ringFrames: Int?
    package var ringBytes: Int?
    package var receiveBufferBytes: Int?
    package var depthFrames: Int?
    package var ratePpsIntended: Double?
    package var ratePpsOffered: Double?
    package var durationS: Double?

    // The ledger: where every offered frame went.
    package var intendedFrames: Int?
    package var offeredFrames: Int?
    package var deliveredFrames: Int?
    package var uniqueFrames: Int?
    package var duplicateFrames: Int?
    package var reorderedFrames: Int?
    package var corruptFrames: Int?
    package var strayFrames: Int?
    package var truncatedFrames: Int?
    package var dropsSocket: Int?
    package var dropsDevice: Int?
    package var dropsBacklog: Int?
    package var dropsQdisc: Int?
    package var filteredFrames: Int?
    package var residualFrames: Int?
    package var toolFrames: Int?
    package var unexplainedFrames: Int?
    package var lossPercent: Double?

    // What the capture cost.
    package var cpuSarPercent: Double?
    package var cpuSarAllPercent: Double?
    package var cpuBusyPercent: Double?
    package var cpuOtherPercent: Double?
    package var cpuCaptureNs: Int?
    package var cpuKernelNs: Int?
    package var cpuNsPerUniqueFrame: Double?
    package var cpuNsPerOfferedFrame: Double?

    // How the receive work went, and where.
    package var cpuCaptureRawNs: Int?
    package var cpuCaptureUserNs: Int?
    package var cpuCaptureSystemNs: Int?
    package var softirqInCaptureNs: Int?
    package var softirqInKsoftirqdNs: Int?
    package var softirqOtherNs: Int?
    package var softirqRuns: Int?
    package var framesPerSoftirq: Double?
    package var framesPerWakeup: Double?
    package var receiveCPUs: String?
    package var receiveElsewherePercent: Double?

    // What else was asked for and granted.
    package var build: String?
    package var search: String?
    package var topologyReason: String?
    package var engineReason: String?
    package var frameFormat: String?
    package var streams: Int?
    package var rate: String?
    package var load: String?
    package var linkRate: String?
    package var snaplen: Int?
    package var settingsWords: String?
    package var granted: String?

    // How the traffic was really sent.
    package var sentFrames: Int?
    package var enobufsFrames: Int?
    package var eagainCount: Int?
    package var retransmittedFrames: Int?
    package var lateShiftNs: Int?
    package var longestGapNs: Int?
    package var gapsOver1ms: Int?
    package var maxFrames100us: Int?
    package var gapP50Ns: Int?
    package var gapP90Ns: Int?
    package var gapP99Ns: Int?
    package var gapP999Ns: Int?

    // What kernel and device counted.
    package var kernelReceivedFrames: Int?
    package var kernelDropsFrames: Int?
    package var freezes: Int?
    package var kernelDetails: String?
    package var pollCalls: Int?
    package var deliveredBytes: Int?
    package var deviceTxFrames: Int?
    package var deviceRxFrames: Int?
    package var softnetDropped: Int?
    package var softnetTimeSqueeze: Int?
    package var ksoftirqdNs: Int?
    package var foreignLoadPercent: Double?
    package var stealPercent: Double?
    package var throttledNs: Int?

    // What `/usr/bin/time -v` would say of the capturer, and who ran where.
    package var captureUtimeS: Double?
    package var captureStimeS: Double?
    package var captureMaxrssBytes: Int?
    package var voluntarySwitches: Int?
    package var involuntarySwitches: Int?
    package var minorFaults: Int?
    package var majorFaults: Int?
    package var captureCPU: Int?
    package var generatorCPU: Int?
    package var cpuGeneratorNs: Int?
    package var runnerCPUNs: Int?
    package var wallS: Double?
    package var runID: String?
    package var capturerExit: String?
    package var message: String?

    // What a search found, where a row stands for a whole search: in `capacity.csv`, no columns here.
    package var capacityPps: Double?
    package var burstFrames: Double?

    // When frames were lost.
    package var lossEpisodes: Int?
    package var lossLongestFrames: Int?
    package var lossLongestMs: Double?
    package var lossFirst5Percent: Double?
    package var lossLast5Percent: Double?
    package var capturePauses: Int?
    package var captureLongestPauseMs: Double?
    package var lossInPausesPercent: Double?

    /// Settings of backend and engine without a column of their own above: requested values in
    /// canonical text.
    ///
    /// Each becomes a *setting column* at the end of the row.
    package var settings: [String: String] = [:]

    /// Those settings that are the engine's.
    package var engineSettings: [String: String] {
        settings.filter { $0.key.hasPrefix("engine_") }
    }

    package init() {}
}

extension TrialRecord {
    /// The fixed columns of `trials.csv`, in order.
    ///
    /// Setting columns follow them.
    package static let columns: [Column<TrialRecord>] =
        identityColumns + conditionsColumns + framesColumns + cpuColumns + requestColumns
        + sendingColumns + kernelColumns + softirqColumns + processColumns + lossesColumns

    /// The fixed column of this name, `nil` if there is none.
    package static func column(_ name: String) -> Column<TrialRecord>? {
        columns.first { $0.name == name }
    }
}
