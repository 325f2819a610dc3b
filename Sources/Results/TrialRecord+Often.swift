/// What figures, tables and comparisons look at in every row of a file.
///
/// The same as without these declarations, but faster: a key path is not followed at run time.
extension TrialRecord {
    package var trial: Int {
        get { row.values.trial }
        set { change { $0.trial = newValue } }
    }
    package var attempt: Int {
        get { row.values.attempt }
        set { change { $0.attempt = newValue } }
    }
    package var block: Int {
        get { row.values.block }
        set { change { $0.block = newValue } }
    }
    package var point: String {
        get { row.values.point }
        set { change { $0.point = newValue } }
    }
    package var role: String {
        get { row.values.role }
        set { change { $0.role = newValue } }
    }
    package var outcome: Outcome {
        get { row.values.outcome }
        set { change { $0.outcome = newValue } }
    }
    package var invalidReason: InvalidReason? {
        get { row.values.invalidReason }
        set { change { $0.invalidReason = newValue } }
    }
    package var flags: [TrialFlag] {
        get { row.values.flags }
        set { change { $0.flags = newValue } }
    }
    package var backend: String? {
        get { row.values.backend }
        set { change { $0.backend = newValue } }
    }
    package var topology: String? {
        get { row.values.topology }
        set { change { $0.topology = newValue } }
    }
    package var napiPolicy: String? {
        get { row.values.napiPolicy }
        set { change { $0.napiPolicy = newValue } }
    }
    package var engine: String? {
        get { row.values.engine }
        set { change { $0.engine = newValue } }
    }
    package var rate: String? {
        get { row.values.rate }
        set { change { $0.rate = newValue } }
    }
    package var build: String? {
        get { row.values.build }
        set { change { $0.build = newValue } }
    }
    package var machine: String? {
        get { row.values.machine }
        set { change { $0.machine = newValue } }
    }
    package var frameSize: Int? {
        get { row.values.frameSize.value }
        set { change { $0.frameSize.value = newValue } }
    }
    package var ringFrames: Int? {
        get { row.values.ringFrames.value }
        set { change { $0.ringFrames.value = newValue } }
    }
    package var ringBytes: Int? {
        get { row.values.ringBytes.value }
        set { change { $0.ringBytes.value = newValue } }
    }
    package var ratePpsOffered: Double? {
        get { row.values.ratePpsOffered.value }
        set { change { $0.ratePpsOffered.value = newValue } }
    }
    package var durationS: Double? {
        get { row.values.durationS.value }
        set { change { $0.durationS.value = newValue } }
    }
    package var offeredFrames: Int? {
        get { row.values.offeredFrames.value }
        set { change { $0.offeredFrames.value = newValue } }
    }
    package var deliveredFrames: Int? {
        get { row.values.deliveredFrames.value }
        set { change { $0.deliveredFrames.value = newValue } }
    }
    package var uniqueFrames: Int? {
        get { row.values.uniqueFrames.value }
        set { change { $0.uniqueFrames.value = newValue } }
    }
    package var dropsSocket: Int? {
        get { row.values.dropsSocket.value }
        set { change { $0.dropsSocket.value = newValue } }
    }
    package var dropsDevice: Int? {
        get { row.values.dropsDevice.value }
        set { change { $0.dropsDevice.value = newValue } }
    }
    package var dropsBacklog: Int? {
        get { row.values.dropsBacklog.value }
        set { change { $0.dropsBacklog.value = newValue } }
    }
    package var dropsQdisc: Int? {
        get { row.values.dropsQdisc.value }
        set { change { $0.dropsQdisc.value = newValue } }
    }
    package var filteredFrames: Int? {
        get { row.values.filteredFrames.value }
        set { change { $0.filteredFrames.value = newValue } }
    }
    package var residualFrames: Int? {
        get { row.values.residualFrames.value }
        set { change { $0.residualFrames.value = newValue } }
    }
    package var toolFrames: Int? {
        get { row.values.toolFrames.value }
        set { change { $0.toolFrames.value = newValue } }
    }
    package var unexplainedFrames: Int? {
        get { row.values.unexplainedFrames.value }
        set { change { $0.unexplainedFrames.value = newValue } }
    }
    package var lossPercent: Double? {
        get { row.values.lossPercent.value }
        set { change { $0.lossPercent.value = newValue } }
    }
    package var cpuSarPercent: Double? {
        get { row.values.cpuSarPercent.value }
        set { change { $0.cpuSarPercent.value = newValue } }
    }
    package var cpuBusyPercent: Double? {
        get { row.values.cpuBusyPercent.value }
        set { change { $0.cpuBusyPercent.value = newValue } }
    }
    package var cpuOtherPercent: Double? {
        get { row.values.cpuOtherPercent.value }
        set { change { $0.cpuOtherPercent.value = newValue } }
    }
    package var cpuCaptureNs: Int? {
        get { row.values.cpuCaptureNs.value }
        set { change { $0.cpuCaptureNs.value = newValue } }
    }
    package var cpuKernelNs: Int? {
        get { row.values.cpuKernelNs.value }
        set { change { $0.cpuKernelNs.value = newValue } }
    }
    package var cpuNsPerUniqueFrame: Double? {
        get { row.values.cpuNsPerUniqueFrame.value }
        set { change { $0.cpuNsPerUniqueFrame.value = newValue } }
    }
    package var cpuCaptureUserNs: Int? {
        get { row.values.cpuCaptureUserNs.value }
        set { change { $0.cpuCaptureUserNs.value = newValue } }
    }
    package var cpuCaptureSystemNs: Int? {
        get { row.values.cpuCaptureSystemNs.value }
        set { change { $0.cpuCaptureSystemNs.value = newValue } }
    }
    package var settings: [String: String] {
        get { row.values.settings }
        set { change { $0.settings = newValue } }
    }
    package var startedAt: String {
        get { row.values.startedAt }
        set { change { $0.startedAt = newValue } }
    }
    package var lossLongestFrames: Int? {
        get { row.values.lossLongestFrames.value }
        set { change { $0.lossLongestFrames.value = newValue } }
    }
    package var lossLongestMs: Double? {
        get { row.values.lossLongestMs.value }
        set { change { $0.lossLongestMs.value = newValue } }
    }
    package var lossFirst5Percent: Double? {
        get { row.values.lossFirst5Percent.value }
        set { change { $0.lossFirst5Percent.value = newValue } }
    }
    package var lossLast5Percent: Double? {
        get { row.values.lossLast5Percent.value }
        set { change { $0.lossLast5Percent.value = newValue } }
    }
    package var lossInPausesPercent: Double? {
        get { row.values.lossInPausesPercent.value }
        set { change { $0.lossInPausesPercent.value = newValue } }
    }
    package var cpuNsPerOfferedFrame: Double? {
        get { row.values.cpuNsPerOfferedFrame.value }
        set { change { $0.cpuNsPerOfferedFrame.value = newValue } }
    }
    package var captureMaxrssBytes: Int? {
        get { row.values.captureMaxrssBytes.value }
        set { change { $0.captureMaxrssBytes.value = newValue } }
    }
    package var kernelDropsFrames: Int? {
        get { row.values.kernelDropsFrames.value }
        set { change { $0.kernelDropsFrames.value = newValue } }
    }
    package var capacityPps: Double? {
        get { row.values.capacityPps.value }
        set { change { $0.capacityPps.value = newValue } }
    }
    package var burstFrames: Double? {
        get { row.values.burstFrames.value }
        set { change { $0.burstFrames.value = newValue } }
    }
}
