import Testing

/// Two readings of `/proc/stat` that sar and we must agree on.
struct SarCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let cpuCount: Int
    let start: String
    let end: String

    init(_ name: String, _ start: [[UInt64]?], _ end: [[UInt64]?]) {
        testDescription = name
        cpuCount = start.count
        self.start = statText(start)
        self.end = statText(end)
    }

    static let table =
        [
            SarCase(
                "both CPUs go on",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [[150, 5, 70, 900, 35, 2, 6, 3, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "iowait goes back, idle goes on",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [[150, 5, 70, 900, 25, 2, 6, 3, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "iowait goes back, idle stands still",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [[190, 5, 70, 500, 25, 2, 6, 3, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "a CPU came back online, idle and iowait from zero",
                [[100, 0, 50, 5000, 300, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [[150, 5, 70, 90, 25, 2, 6, 3, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "user and softirq go back",
                [[100, 0, 50, 500, 30, 1, 9, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [[95, 5, 52, 900, 35, 2, 3, 3, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "guest time is inside user and nice",
                [[100, 10, 50, 500, 30, 1, 3, 1, 40, 5], [200, 0, 50, 500, 20, 2, 4, 1, 90, 0]],
                [[150, 30, 70, 900, 35, 2, 6, 3, 80, 20], [300, 0, 80, 800, 60, 2, 14, 2, 95, 0]]),
            SarCase(
                "guest runs ahead of user",
                [[100, 10, 50, 500, 30, 1, 3, 1, 40, 5], [200, 0, 50, 500, 20, 2, 4, 1, 90, 0]],
                [[110, 12, 70, 900, 35, 2, 6, 3, 90, 17], [205, 0, 80, 800, 60, 2, 14, 2, 99, 0]]),
            SarCase(
                "guest exceeds user",
                [[10, 10, 50, 500, 30, 1, 3, 1, 9, 5], [200, 0, 50, 500, 20, 2, 4, 1, 90, 0]],
                [[20, 12, 70, 900, 35, 2, 6, 3, 25, 7], [205, 0, 80, 800, 60, 2, 14, 2, 91, 0]]),
            SarCase(
                "a CPU goes offline",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [nil, [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "a CPU was offline",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], nil],
                [[150, 5, 70, 900, 25, 2, 6, 3, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "no tick on one CPU",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "no tick at all",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]],
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0], [200, 0, 50, 500, 20, 2, 4, 1, 0, 0]]),
            SarCase(
                "iowait wrapped below zero",
                [
                    [100, 0, 50, 500, .max - 4, 1, 3, 1, 0, 0],
                    [200, 0, 50, 500, 20, 2, 4, 1, 0, 0],
                ],
                [[150, 5, 70, 900, 25, 2, 6, 3, 0, 0], [300, 0, 80, 800, 60, 2, 14, 2, 0, 0]]),
            SarCase(
                "one CPU",
                [[100, 0, 50, 500, 30, 1, 3, 1, 0, 0]], [[150, 5, 70, 900, 25, 2, 6, 3, 0, 0]]),
            sixtyFourCPUs,
        ] + (1...20).map { random(seed: UInt64($0)) }

    /// Each CPU with a share of its own, after four months of uptime.
    static let sixtyFourCPUs: SarCase = {
        let start: [[UInt64]] = (0..<64).map { cpu in
            let cpu = UInt64(cpu)
            return [
                9_000_000 + cpu * 31_337, 1_234 * cpu, 4_000_000 + cpu, 900_000_000 + cpu * 977,
                50_000 + cpu * 7, cpu * 3, 77_000 + cpu * 11, cpu * 5, cpu % 3 * 1_000, 0,
            ]
        }
        let end = start.enumerated().map { cpu, row in
            let busy = UInt64(cpu) * 500 / 64
            let gains: [UInt64] = [busy / 2, 0, busy / 4, 500 - busy, 3, 0, busy / 4, 1, 0, 0]
            return zip(row, gains).map { $0 + $1 }
        }
        return SarCase("64 CPUs", start, end)
    }()

    /// Any fields may go back a little, guest any way.
    static func random(seed: UInt64) -> SarCase {
        var state = seed
        func draw(_ limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        func row() -> [UInt64] { (0..<10).map { _ in 1_000 + draw(5_000) } }
        func later(_ row: [UInt64]) -> [UInt64] {
            row.map { draw(6) == 0 ? $0 - draw(20) : $0 + draw(400) }
        }
        let start = [row(), row(), row()]
        return SarCase("random, seed \(seed)", start, start.map(later))
    }
}
