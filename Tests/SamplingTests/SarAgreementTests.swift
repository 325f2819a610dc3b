import Foundation
import Testing

@testable import Sampling

/// Our formula against the real sar, on the same `/proc/stat`.
@Suite(.enabled(if: RealSar.isHere, "needs root, unshare, and sysstat's sar and sadc"))
struct SarAgreementTests {
    @Test(arguments: SarCase.table)
    func percentagesAreThoseThatSarPrints(_ sample: SarCase) throws {
        let start = try CPUTimes(parsing: sample.start.bytes, time: 0)
        let end = try CPUTimes(parsing: sample.end.bytes, time: 1)
        let printed = try RealSar.lines(of: sample)

        #expect(printed["all"] == SarPercent(allFrom: start, to: end).asPrinted)
        for cpu in 0..<sample.cpuCount {
            let ours = SarPercent(cpu: cpu, from: start, to: end)
            #expect(printed["\(cpu)"] == ours?.asPrinted, "CPU \(cpu)")
        }
    }

    @Test func percentagesOfARealMachineAreThoseThatSarPrints() throws {
        let texts = try ["stat.2cpu", "stat.2cpu.later"].map { try Fixture.bytes($0) }
        let start = try CPUTimes(parsing: texts[0], time: 0)
        let end = try CPUTimes(parsing: texts[1], time: 1)
        let printed = try RealSar.lines(cpus: 2, texts.map(\.text))
        #expect(printed["all"] == SarPercent(allFrom: start, to: end).asPrinted)
        #expect(printed["0"] == SarPercent(cpu: 0, from: start, to: end)?.asPrinted)
        #expect(printed["1"] == SarPercent(cpu: 1, from: start, to: end)?.asPrinted)
    }
}

extension SarPercent {
    /// The columns of `sar -u`, then `%sys %irq %soft` of `sar -u ALL`, at sar's two decimals.
    fileprivate var asPrinted: [String] {
        [user, nice, system, iowait, steal, idle, sys, irq, softirq]
            .map { String(format: "%.2f", $0) }
    }
}

/// Debian's sar, shown recorded files in place of `/proc/stat`.
private enum RealSar {
    static let isHere =
        getuid() == 0
        && tools.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
        && (try? run("mount -t tmpfs none /sys/devices/system/cpu", [])) != nil

    private static let tools = ["/usr/lib/sysstat/sadc", "/usr/bin/sar", "/usr/bin/unshare"]

    /// The one interval's lines by CPU, in the order of `SarPercent.asPrinted`.
    static func lines(of sample: SarCase) throws -> [String: [String]] {
        try lines(cpus: sample.cpuCount, [sample.start, sample.end])
    }

    static func lines(cpus: Int, _ texts: [String]) throws -> [String: [String]] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = ["start", "end", "out"].map { folder.appending(path: $0).path }
        for (text, path) in zip(texts, paths) {
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        }
        return parse(try run(script, ["\(cpus)"] + paths))
    }

    /// Collects both readings and prints what lies between them.
    ///
    /// sadc counts CPUs in sysfs, and takes the times of each from `/proc/stat`. The mounts are
    /// in a namespace of their own and vanish with it.
    private static let script = """
        set -e
        mount -t tmpfs none /sys/devices/system/cpu
        cpu=0
        while [ $cpu -lt "$1" ]; do mkdir /sys/devices/system/cpu/cpu$cpu; cpu=$((cpu + 1)); done
        mount --bind "$2" /proc/stat
        /usr/lib/sysstat/sadc 1 1 "$4"
        umount /proc/stat
        mount --bind "$3" /proc/stat
        /usr/lib/sysstat/sadc 1 1 "$4"
        sar -u -P ALL -f "$4"
        sar -u ALL -P ALL -f "$4"
        """

    private static func run(_ script: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["-m", "sh", "-c", script, "sh"] + arguments
        process.environment = ["LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return String(decoding: data, as: UTF8.self)
    }

    /// The columns of both outputs by CPU.
    ///
    /// `sar -u` has six columns behind the CPU, `sar -u ALL` ten, of which the third, sixth and
    /// seventh are new. Not the line “Average”: that shows offline CPUs as idle ones.
    private static func parse(_ text: String) -> [String: [String]] {
        var lines: [String: [String]] = [:]
        for line in text.split(separator: "\n") where line.first?.isNumber == true {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count > 2, fields[1] != "CPU" else { continue }
            let numbers = Array(fields[2...])
            lines[fields[1], default: []] +=
                numbers.count == 6 ? numbers : [numbers[2], numbers[5], numbers[6]]
        }
        return lines
    }
}
