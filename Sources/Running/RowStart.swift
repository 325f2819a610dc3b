import Capture
import Experiment
import FoundationEssentials
import Frames
import Results
import Settings

extension TrialRecord {
    /// A row that says which trial it is and what was asked for; nothing is measured yet.
    init(_ planned: PlannedTrial, attempt: Int, runID: String) {
        self.init()
        let point = planned.point
        let traffic = point.traffic
        trial = planned.index
        self.attempt = attempt
        block = planned.block
        self.point = point.id
        role = point.label
        build = point.build?.name
        search = planned.search
        startedAt = Date().formatted(.iso8601)
        self.runID = runID
        backend = point.backend
        topology = traffic.topology
        napiPolicy = traffic.topology == Vocabulary.threadedTopology ? traffic.napiPolicy : nil
        engine = traffic.engine
        frameSize = traffic.sizes.fixedSize?.bytes
        sizes = traffic.sizes.text
        ratePpsIntended = traffic.intendedRate
        durationS = traffic.timing.durationSeconds
        rate = traffic.load.load.text
        frameFormat = traffic.format.name
        streams = traffic.format.streams
        load = point.value(of: "load")
        linkRate = point.value(of: "link_rate")
        ringFrames = point.settings.ifPresent(Backend.ringFrames)
        snaplen = point.settings.ifPresent(CaptureSettings.snaplen)
        let engineWords = traffic.engineSettings.words.map { "engine_\($0)" }
        let words = point.settings.words + engineWords
        settingsWords = words.isEmpty ? nil : words.joined(separator: ";")
        settings = point.values
    }
}
