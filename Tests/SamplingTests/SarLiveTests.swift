import Foundation
import Kernel
import Testing

@testable import Sampling

/// Our formula beside the real sar, both looking at this machine at the same time.
@Suite(.enabled(if: sarIsHere, "needs sysstat's sar"))
struct SarLiveTests {
    @Test func sarSaysTheSameWithinAPoint() throws {
        // Two windows that begin and end some milliseconds apart differ when the load changes just
        // then, and other tests make it change: one agreement in a few looks is what can be asked.
        var closest = Double.infinity
        for _ in 0..<5 where closest > 1 {
            closest = min(closest, try Self.difference())
        }
        #expect(closest <= 1)
    }

    /// How far our `100 − %idle − %iowait` of all CPUs is from sar's, in points, over 2 s.
    private static func difference() throws -> Double {
        let start = try CPUTimes.read()
        let output = try Command.run(["env", "LC_ALL=C", "sar", "-u", "2", "1"]).text
        let end = try CPUTimes.read()
        let average = try #require(
            output.split(separator: "\n").first { $0.hasPrefix("Average:") })
        let cells = average.split(separator: " ")
        // Average: CPU %user %nice %system %iowait %steal %idle
        let idle = try #require(Double(cells[7]))
        let iowait = try #require(Double(cells[5]))
        return abs(SarPercent(allFrom: start, to: end).busy - (100 - idle - iowait))
    }
}

private let sarIsHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/sar")
