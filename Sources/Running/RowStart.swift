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
        self.trial = planned.index
        self.attempt = attempt
        self.block = planned.block
        self.point = point.id
        self.role = point.label
        self.build = point.build?.name
        self.search = planned.search
        self.startedAt = Date().formatted(.iso8601)
        self.runID = runID
        self.backend = point.backend
        self.topology = traffic.topology
        self.napiPolicy = traffic.topology == Vocabulary.threadedTopology ? traffic.napiPolicy : nil
        self.engine = traffic.engine
        self.frameSize = traffic.sizes.fixedSize?.bytes
        self.sizes = traffic.sizes.text
        self.ratePpsIntended = traffic.intendedRate
        self.durationS = traffic.timing.durationSeconds
        self.rate = traffic.load.load.text
        self.frameFormat = traffic.format.name
        self.streams = traffic.format.streams
        if let replay = traffic.format.replay {
            self.recording = replay.recording.text
            self.speed = traffic.load.load.speed
            self.`repeat` = replay.roundsText
            self.shiftAddresses = "\(replay.shiftsAddresses)"
        }
        self.load = point.value(of: "load")
        self.linkRate = point.value(of: "link_rate")
        // What it sizes is known once it is made.
        let isSizedElsewhere = point.settings[CaptureSettings.ring.spec.name] != nil
        self.ringFrames = isSizedElsewhere ? nil : point.settings.ifPresent(Backend.ringFrames)
        self.snaplen = point.settings.ifPresent(CaptureSettings.snaplen)
        let engineWords = traffic.engineSettings.words.map { "engine_\($0)" }
        let words = point.settings.words + engineWords
        self.settingsWords = words.isEmpty ? nil : words.joined(separator: ";")
        self.settings = point.values
    }
}
