/// The values of one row of `trials.csv`.
///
/// Each property is the column of the same name (``TrialRecord/columns`` says what it means and its
/// unit); `nil` is “not measured”, never 0.
package struct TrialValues: Sendable, Hashable {
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
    package var frameSize = Measured<Int>()
    package var sizes: String?
    package var ringFrames = Measured<Int>()
    package var ringBytes = Measured<Int>()
    package var receiveBufferBytes = Measured<Int>()
    package var depthFrames = Measured<Int>()
    package var ratePpsIntended = Measured<Double>()
    package var ratePpsOffered = Measured<Double>()
    package var durationS = Measured<Double>()

    // The ledger: where every offered frame went.
    package var intendedFrames = Measured<Int>()
    package var offeredFrames = Measured<Int>()
    package var deliveredFrames = Measured<Int>()
    package var uniqueFrames = Measured<Int>()
    package var duplicateFrames = Measured<Int>()
    package var reorderedFrames = Measured<Int>()
    package var corruptFrames = Measured<Int>()
    package var strayFrames = Measured<Int>()
    package var truncatedFrames = Measured<Int>()
    package var dropsSocket = Measured<Int>()
    package var dropsDevice = Measured<Int>()
    package var dropsBacklog = Measured<Int>()
    package var dropsQdisc = Measured<Int>()
    package var filteredFrames = Measured<Int>()
    package var residualFrames = Measured<Int>()
    package var toolFrames = Measured<Int>()
    package var unexplainedFrames = Measured<Int>()
    package var lossPercent = Measured<Double>()

    // What the capture cost.
    package var cpuSarPercent = Measured<Double>()
    package var cpuSarAllPercent = Measured<Double>()
    package var cpuBusyPercent = Measured<Double>()
    package var cpuOtherPercent = Measured<Double>()
    package var cpuCaptureNs = Measured<Int>()
    package var cpuKernelNs = Measured<Int>()
    package var cpuNsPerUniqueFrame = Measured<Double>()
    package var cpuNsPerOfferedFrame = Measured<Double>()

    // How the receive work went, and where.
    package var cpuCaptureRawNs = Measured<Int>()
    package var cpuCaptureUserNs = Measured<Int>()
    package var cpuCaptureSystemNs = Measured<Int>()
    package var softirqInCaptureNs = Measured<Int>()
    package var softirqInKsoftirqdNs = Measured<Int>()
    package var softirqOtherNs = Measured<Int>()
    package var softirqRuns = Measured<Int>()
    package var framesPerSoftirq = Measured<Double>()
    package var framesPerWakeup = Measured<Double>()
    package var receiveCPUs: String?
    package var receiveElsewherePercent = Measured<Double>()

    // What else was asked for and granted.
    package var build: String?
    package var search: String?
    package var topologyReason: String?
    package var engineReason: String?
    package var frameFormat: String?
    package var streams = Measured<Int>()
    package var recording: String?
    package var speed = Measured<Double>()
    package var `repeat`: String?
    package var shiftAddresses: String?
    package var rate: String?
    package var load: String?
    package var linkRate: String?
    package var snaplen = Measured<Int>()
    package var settingsWords: String?
    package var granted: String?

    // Where it was measured, in a merged run.
    package var machine: String?
    package var kernelRelease: String?
    package var benchBuild: String?

    // How the traffic was really sent.
    package var sentFrames = Measured<Int>()
    package var enobufsFrames = Measured<Int>()
    package var eagainCount = Measured<Int>()
    package var retransmittedFrames = Measured<Int>()
    package var lateShiftNs = Measured<Int>()
    package var longestGapNs = Measured<Int>()
    package var gapsOver1ms = Measured<Int>()
    package var maxFrames100us = Measured<Int>()
    package var gapP50Ns = Measured<Int>()
    package var gapP90Ns = Measured<Int>()
    package var gapP99Ns = Measured<Int>()
    package var gapP999Ns = Measured<Int>()

    // What kernel and device counted.
    package var kernelReceivedFrames = Measured<Int>()
    package var kernelDropsFrames = Measured<Int>()
    package var freezes = Measured<Int>()
    package var kernelDetails: String?
    package var pollCalls = Measured<Int>()
    package var deliveredBytes = Measured<Int>()
    package var deviceTxFrames = Measured<Int>()
    package var deviceRxFrames = Measured<Int>()
    package var softnetDropped = Measured<Int>()
    package var softnetTimeSqueeze = Measured<Int>()
    package var ksoftirqdNs = Measured<Int>()
    package var foreignLoadPercent = Measured<Double>()
    package var stealPercent = Measured<Double>()
    package var throttledNs = Measured<Int>()

    // What `/usr/bin/time -v` would say of the capturer, and who ran where.
    package var captureUtimeS = Measured<Double>()
    package var captureStimeS = Measured<Double>()
    package var captureMaxrssBytes = Measured<Int>()
    package var voluntarySwitches = Measured<Int>()
    package var involuntarySwitches = Measured<Int>()
    package var minorFaults = Measured<Int>()
    package var majorFaults = Measured<Int>()
    package var captureCPU = Measured<Int>()
    package var generatorCPU = Measured<Int>()
    package var cpuGeneratorNs = Measured<Int>()
    package var runnerCPUNs = Measured<Int>()
    package var wallS = Measured<Double>()
    package var runID: String?
    package var capturerExit: String?
    package var message: String?

    // What a search found, where a row stands for a whole search: in `capacity.csv`, no columns here.
    package var capacityPps = Measured<Double>()
    package var burstFrames = Measured<Double>()

    // When frames were lost.
    package var lossEpisodes = Measured<Int>()
    package var lossLongestFrames = Measured<Int>()
    package var lossLongestMs = Measured<Double>()
    package var lossFirst5Percent = Measured<Double>()
    package var lossLast5Percent = Measured<Double>()
    package var capturePauses = Measured<Int>()
    package var captureLongestPauseMs = Measured<Double>()
    package var lossInPausesPercent = Measured<Double>()

    // How long a stopped consumer's queue lasts, and pauses that were made on purpose.
    package var depthBytes = Measured<Int>()
    package var depthMs = Measured<Double>()
    package var stalls = Measured<Int>()
    package var stalledMs = Measured<Double>()
    package var longestStallMs = Measured<Double>()
    package var stallLossExpected = Measured<Int>()

    // How long frames took that arrived, from the time of sending and from that of being due.
    package var latencyP50Ns = Measured<Int>()
    package var latencyP90Ns = Measured<Int>()
    package var latencyP99Ns = Measured<Int>()
    package var latencyP999Ns = Measured<Int>()
    package var latencyMaxNs = Measured<Int>()
    package var latencyDueP50Ns = Measured<Int>()
    package var latencyDueP90Ns = Measured<Int>()
    package var latencyDueP99Ns = Measured<Int>()
    package var latencyDueP999Ns = Measured<Int>()
    package var latencyDueMaxNs = Measured<Int>()

    // How several workers shared the frames.
    package var workerFramesMin = Measured<Int>()
    package var workerFramesMax = Measured<Int>()
    package var workerImbalancePercent = Measured<Double>()
    package var workerCPUs: String?

    /// Settings of backend and engine without a column of their own above: requested values in
    /// canonical text.
    ///
    /// Each becomes a *setting column* at the end of the row.
    package var settings: [String: String] = [:]

    package init() {}
}
