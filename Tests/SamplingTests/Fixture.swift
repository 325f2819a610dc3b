import Foundation

@testable import Sampling

/// Recorded kernel files beside the tests.
enum Fixture {
    static func bytes(_ name: String) throws -> ArraySlice<UInt8> {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: folder.appending(path: "Fixtures/proc/\(name)")))[...]
    }
}

extension String {
    /// The bytes, as a kernel file would give them.
    var bytes: ArraySlice<UInt8> { Array(utf8)[...] }
}

/// The text of a `/proc/stat` with the given rows of ticks; a row of `nil` is an offline CPU.
func statText(_ rows: [[UInt64]?]) -> String {
    let present = rows.compactMap { $0 }
    let sum = (0..<10).map { column in present.reduce(UInt64(0)) { $0 &+ $1[column] } }
    func line(_ label: String, _ row: [UInt64]) -> String {
        "\(label) " + row.map(String.init).joined(separator: " ") + "\n"
    }
    let cpus = rows.enumerated().map { cpu, row in row.map { line("cpu\(cpu)", $0) } ?? "" }
    return line("cpu ", sum) + cpus.joined()
        + "intr 10 1 2\nctxt 3\nbtime 1700000000\nprocesses 4\nprocs_running 1\n"
        + "procs_blocked 0\nsoftirq 5 1 1 1 1 1 0 0 0 0 0\n"
}
