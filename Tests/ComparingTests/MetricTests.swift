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

    @Test("CPU percentages of coarse trials are no ground for a verdict")
    func coarse() {
        var record = TrialRecord()
        record.cpuBusyPercent = 50
        record.flags = [.coarse]
        #expect(ComparedMetric.named("cpu_busy_percent")?.value(record) == nil)
    }
}
