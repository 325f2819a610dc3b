import Experiment
import Results
import Testing

@testable import Comparing

@Suite("Compared metrics")
struct MetricTests {
    @Test("Every metric reads something from a record that has everything it needs")
    func valuesExist() {
        var record = TrialRecord()
        record.lossPercent = 1
        record.offeredFrames = 1000
        record.uniqueFrames = 990
        record.kernelDropsFrames = 4
        record.cpuNsPerUniqueFrame = 10
        record.cpuNsPerOfferedFrame = 9
        record.cpuCaptureNs = 4950
        record.cpuBusyPercent = 50
        record.cpuSarPercent = 40
        record.captureMaxrssBytes = 4096
        let expected = [1, 0.6, 10, 9, 5, 50, 40, 4096]
        for (metric, value) in zip(ComparedMetric.all, expected) {
            #expect(abs((metric.value(record) ?? .nan) - value) < 1e-9, "\(metric.name)")
        }
        #expect(ComparedMetric.all.allSatisfy { $0.value(TrialRecord()) == nil })
    }

    @Test("A condition can be on every key of a point; what differs in one is no pair")
    func keysOfPoints() {
        var record = TrialRecord()
        record.backend = "recv"
        record.topology = "veth-napi"
        record.napiPolicy = "fifo"
        record.engine = "xdp"
        record.frameSize = 64
        record.sizes = "64"
        record.frameFormat = "recorded"
        record.streams = 1
        record.recording = "mixed.pcap:h1"
        record.speed = 0.0625
        record.repeat = "2"
        record.shiftAddresses = "true"
        record.rate = "recorded x 3"
        record.linkRate = "1 Gbit/s"
        record.load = "100 %"
        let cell = Cell(record)
        for key in SweepPoint.commonKeys { #expect(cell.text(of: key) != nil, "\(key)") }
        #expect(cell.text(of: "speed") == "0.0625")
        var unshifted = record
        unshifted.shiftAddresses = "false"
        #expect(Cell(unshifted).traffic != cell.traffic)
    }

    @Test("CPU percentages of coarse trials are no ground for a verdict")
    func coarse() {
        var record = TrialRecord()
        record.cpuBusyPercent = 50
        record.flags = [.coarse]
        #expect(ComparedMetric.named("cpu_busy_percent")?.value(record) == nil)
    }
}
