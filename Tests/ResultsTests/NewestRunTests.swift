import FoundationEssentials
import Glibc
import Results
import Testing

/// Which run of an experiment is taken for the newest.
struct NewestRunTests {
    /// An experiment's directory, removed with its owner.
    private final class Place {
        let root = "/tmp/bench-newest-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        var path: String { root + "/e" }
        deinit { try? FileManager.default.removeItem(atPath: root) }

        func make(_ runID: String, startedAt: String, isWhole: Bool = true) throws {
            var manifest = Manifest(
                runID: runID, experiment: "e", seed: 1, experimentHash: "x", commandLine: [],
                benchVersion: "1", quick: false, startedAt: startedAt, kernel: "6.1")
            manifest.facts[Manifest.unfinishedFact] = isWhole ? nil : "true"
            let run = try RunDirectory.create(under: root, manifest: manifest, experiment: "")
            try Data(TrialTable(settingNames: []).header).write(to: URL(filePath: run.trialsPath))
        }

        func found() throws -> (name: String, notes: [String]) {
            let newest = try RunDirectory.find(path)
            let notes = newest.notes.map { $0.replacing(path + "/", with: "") }
            return (String(newest.directory.path.dropFirst(path.count + 1)), notes)
        }
    }

    private let place = Place()
    private let first = "20260101T000000Z-ffffff"
    private let second = "20260101T000000Z-000000"

    @Test func ofTwoRunsInOneSecondTheLaterIsTaken() throws {
        try place.make(first, startedAt: "2026-01-01T00:00:00Z")
        #expect(try place.found().notes == [])
        try place.make(second, startedAt: "2026-01-01T00:00:00Z")
        #expect(try place.found().name == second)
        #expect(
            try place.found().notes == ["the newest of 2 runs was taken: \(second)"])
    }

    @Test func aClockSetBackChangesNothingAndIsTold() throws {
        try place.make("20270101T000000Z-aaaaaa", startedAt: "2027-01-01T00:00:00Z")
        try place.make(second, startedAt: "2026-01-01T00:00:00Z")
        let found = try place.found()
        #expect(found.name == second)
        #expect(found.notes.last?.hasPrefix("20270101T000000Z-aaaaaa has a later start") == true)
    }

    @Test(arguments: ["trusted", "zz", "20990101T000000Z-000000 (copy)", "20990101T000000Z"])
    func copiesAndLinksDoNotCount(name: String) throws {
        try place.make(first, startedAt: "2026-01-01T00:00:00Z")
        try place.make(second, startedAt: "2026-01-02T00:00:00Z")
        let manager = FileManager.default
        try manager.copyItem(atPath: "\(place.path)/\(first)", toPath: "\(place.path)/\(name)")
        try manager.createSymbolicLink(
            atPath: "\(place.path)/latest", withDestinationPath: first)
        let found = try place.found()
        #expect(found.name == second)
        #expect(found.notes == ["the newest of 2 runs was taken: \(second)"])
    }

    @Test func runsOfOlderVersionsStandByTheirStart() throws {
        for (name, start) in [(first, "2026-01-02T00:00:00Z"), (second, "2026-01-01T00:00:00Z")] {
            try place.make(name, startedAt: start)
            let run = RunDirectory(path: "\(place.path)/\(name)")
            var manifest = try run.manifest()
            manifest.sequence = nil
            try run.write(manifest)
        }
        #expect(try place.found().name == first)
    }

    @Test func aNewestRunThatDidNotEndIsNamed() throws {
        try place.make(first, startedAt: "2026-01-01T00:00:00Z")
        try place.make(second, startedAt: "2026-01-02T00:00:00Z", isWhole: false)
        #expect(
            try place.found().notes.last == "\(second) did not run to its end, or is running")
    }

    @Test func thereMayBeNoRun() {
        #expect { try RunDirectory.find(place.path) } throws: {
            "\($0)".hasSuffix("there is no such results directory")
        }
    }
}
