import Experiment
import Foundation
import Settings
import Testing

@Suite struct ExperimentFileTests {
    /// Writes the bytes where a test may, and says what reading them says.
    private func said(of bytes: [UInt8]) throws -> String {
        let path = NSTemporaryDirectory() + "experiment-\(UUID().uuidString).toml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do throws(ExperimentErrors) {
            return "text: " + (try ExperimentFile.read(path: path))
        } catch {
            return error.description.replacing(path, with: "FILE")
        }
    }

    private func said(at path: String) -> String {
        do throws(ExperimentErrors) {
            return try ExperimentFile.read(path: path)
        } catch {
            return error.description
        }
    }

    @Test func textIsReadAsItIs() throws {
        #expect(try said(of: Array("# Wie groß?\r\n".utf8)) == "text: # Wie groß?\r\n")
    }

    @Test func bytesThatAreNotUTF8AreToldByLine() throws {
        #expect(
            try said(of: Array("a = 1\nb = 2 # ".utf8) + [0xff, 10]) == "FILE:2: is not UTF-8 text")
    }

    @Test func largeFilesAreRefused() throws {
        #expect(
            try said(of: [UInt8](repeating: 10, count: 1_048_577))
                == "FILE: has 1048577 bytes; an experiment file has at most 1048576")
    }

    @Test func pathsThatAreNoFilesAreRefused() {
        #expect(said(at: "/nowhere/x.toml") == "/nowhere/x.toml: no such file")
        #expect(said(at: "/") == "/: is a directory, not an experiment file")
        #expect(said(at: "/dev/zero") == "/dev/zero: is not a regular file")
    }

    /// A file of the `experiments` folder beside `Tests`.
    private func shipped(_ name: String) throws -> Experiment {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try ExperimentFile.load(
            path: root.appendingPathComponent("experiments/\(name).toml").path,
            vocabulary: Stub.vocabulary)
    }

    @Test(arguments: [
        ("ringsize", 18, 37, "How does loss depend on the size of the ring?"),
        (
            "packetsize", 36, 48,
            "How does loss depend on the frame size at the full rate of a gigabit link?"
        ),
        (
            "ci", 4, 61,
            "Do the rings of PACKET_MMAP still cost less CPU than recv()?"
        ),
        (
            "capacity", 10, 12,
            "How many frames a second can each method take, by frame size and by ring size?"
        ),
    ])
    func shippedExperimentsDecode(
        _ name: String, _ points: Int, _ trials: Int, _ question: String
    ) throws {
        let experiment = try shipped(name)
        let plan = try experiment.plan(seed: 1)
        #expect(experiment.name == name)
        #expect(experiment.question == question)
        #expect(plan.points.count == points)
        #expect(plan.trials.count == trials)
    }

    @Test func shippedExperimentsKeepTheirTime() throws {
        #expect(try shipped("ringsize").plan(seed: 1).estimatedSeconds < 15 * 60)
        #expect(try shipped("packetsize").plan(seed: 1).estimatedSeconds < 19 * 60)
        #expect(try shipped("receivepath").plan(seed: 1).estimatedSeconds < 6 * 60)
        #expect(try shipped("ci").plan(seed: 1).estimatedSeconds < 5 * 60)
    }

    @Test func claimsOfTheOriginalBenchmarkAreDeclared() throws {
        let rings = try shipped("ringsize").comparing.hypotheses
        #expect(
            rings.map(\.claim) == [
                "PACKET_MMAP uses less CPU than recv()", "above 8 frames almost no loss",
                "CPU is the same for all ring sizes",
            ])
        let sizes = try shipped("packetsize").comparing.hypotheses
        #expect(sizes.map(\.metric).dropFirst() == ["unreported_percent", "unreported_percent"])
        #expect(sizes.first?.claim == rings.first?.claim)
        for experiment in [try shipped("ringsize"), try shipped("packetsize")] {
            #expect(experiment.topologies == ["auto"])
        }
    }

    @Test func gatesForCIAreRatiosAndAControl() throws {
        let plan = try shipped("ci").comparing
        #expect(plan.contrasts.compactMap(\.atMostRatio) == [0.75, 1.4])
        #expect(plan.contrasts.filter(\.isControl).count == 1)
        #expect(try shipped("ci").repetitions == 15)
        #expect(try shipped("ci").hasAutoEngine == false)
    }

    @Test func ringsOfBlocksHaveAsManyBytesAsRingsOfSlots() throws {
        let points = try shipped("ringsize").points()
        let slots = points.compactMap { $0.settings["ring_frames"]?.asInteger }.map { $0 * 4096 }
        let blocks = points.compactMap { point in
            point.settings["block_size"]?.asBytes.flatMap { size in
                point.settings["block_count"]?.asInteger.map { $0 * size }
            }
        }
        let once = [32, 128, 512, 2048].map { $0 * 4096 }
        #expect(blocks == once)
        #expect(Set(slots).isSuperset(of: blocks))
    }
}
