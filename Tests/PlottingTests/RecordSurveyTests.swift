import Results
import Testing

@testable import Plotting

/// One walk through the rows finds what a walk for each question finds.
struct RecordSurveyTests {
    private static var records: [TrialRecord] {
        var records = SyntheticRun.ringSizes(policies: ["other", "fifo"]).records
        for index in records.indices where index % 7 == 3 {
            records[index].outcome = Outcome.allCases[index % Outcome.allCases.count]
            if records[index].outcome == .invalid { records[index].invalidReason = .load }
        }
        return records.reversed()
    }

    @Test func validTrialsAreGroupedInOrderOfTheFile() {
        let records = Self.records
        let survey = RecordSurvey(records)
        let valid = records.indices.filter { records[$0].outcome == .valid }
        #expect(survey.validPoints == valid.grouped { PointIdentity(records[$0]) })
        #expect(survey.valid == valid.count)
        #expect(survey.others == records.indices.filter { records[$0].outcome != .valid })
        #expect(survey.settingNames == Set(records.flatMap(\.settings.keys)).sorted())
        let data = SyntheticRun.ringSizes()
        #expect(
            data.points { $0.role == "recv" }
                == data.records.indices.filter { data.records[$0].role == "recv" }
                .grouped { PointIdentity(data.records[$0]) })
    }

    @Test func lossesAreThoseOfValidTrials() throws {
        var records = Self.records
        let losses = records.filter { $0.outcome == .valid }.compactMap(\.lossPercent)
        let range = try #require(RecordSurvey(records).losses)
        #expect(range.lowerBound == losses.min())
        #expect(range.upperBound == losses.max())
        for index in records.indices { records[index].lossPercent = nil }
        #expect(RecordSurvey(records).losses == nil)
    }

    @Test func onlyValidTrialsAreCoarse() throws {
        var records = Self.records
        for index in records.indices { records[index].flags = [] }
        let invalid = try #require(records.firstIndex { $0.outcome == .invalid })
        records[invalid].flags = [.coarse]
        #expect(!RecordSurvey(records).isCoarse)
        let valid = try #require(records.lastIndex { $0.outcome == .valid })
        records[valid].flags = [.ksoftirqd, .coarse]
        #expect(RecordSurvey(records).isCoarse)
    }
}
