import Foundation
import Results
import Testing

@Suite struct CapacityTableTests {
    private static var record: CapacityRecord {
        var record = CapacityRecord()
        record.point = "h1"
        record.role = "ring, small"
        record.block = 2
        record.procedure = "mlr"
        record.goal = "0.5 %"
        record.countedLoss = "total"
        record.end = .width
        record.lowerPps = 180_000
        record.upperPps = 183_000
        record.conditionalPps = 179_123.5
        record.wireBps = 120_960_000
        record.floorLossPercent = 0.001
        record.trials = 31
        record.invalidTrials = 2
        record.trialSeconds = 40.5
        record.remark = "it \"stalled\""
        record.values = ["backend": "tpacket-v2", "ring_frames": "64", "topology": "veth-napi"]
        return record
    }

    @Test func whatIsWrittenIsRead() throws {
        var other = CapacityRecord()
        other.point = "h2"
        other.role = "recv"
        other.procedure = "staircase"
        other.goal = "0 %"
        other.countedLoss = "socket"
        other.end = .atMost
        other.values = ["backend": "recv"]
        let bytes = CapacityTable.bytes([Self.record, other])
        let table = try CapacityTable.read(bytes, file: "capacity.csv")
        #expect(table.records == [Self.record, other])
    }

    @Test func aRunDirectoryHasThemOrNone() throws {
        let path = NSTemporaryDirectory() + "capacity-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let directory = RunDirectory(path: path)
        #expect(try directory.capacities().records.isEmpty)
        try directory.write([Self.record])
        #expect(try directory.capacities().records == [Self.record])
        // What is written stands in place of what was there.
        try directory.write([Self.record, Self.record])
        #expect(try directory.capacities().records.count == 2)
    }

    @Test func aWrongCellIsToldWithItsLine() throws {
        let text = String(decoding: CapacityTable.bytes([Self.record]), as: UTF8.self)
        let wrong = text.replacing(",width,", with: ",wide,")
        #expect(wrong != text)
        let error = #expect(throws: ResultsError.self) {
            try CapacityTable.read(Array(wrong.utf8), file: "capacity.csv")
        }
        #expect(error?.line == 2)
        #expect(error?.problem.contains("at-least") == true)
    }

    @Test func aSampleHasTheConditionsOfARowOfTrials() {
        let sample = Self.record.sample
        #expect(sample.backend == "tpacket-v2")
        #expect(sample.ringFrames == 64)
        #expect(sample.topology == "veth-napi")
        #expect(sample.role == "ring, small")
    }
}
