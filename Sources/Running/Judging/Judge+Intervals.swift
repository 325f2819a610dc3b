import Experiment
package import Results
import Sampling

extension Judge {
    /// The rows of intervals.csv: one for each interval and CPU, and one for all CPUs.
    package func intervals(trial: Int, attempt: Int) -> [IntervalRecord] {
        let samples = measured.samples
        guard samples.count > 1 else { return [] }
        return (0..<samples.count - 1).flatMap { index in
            intervals(index, samples[index], samples[index + 1]).map { row in
                var row = row
                row.trial = trial
                row.attempt = attempt
                return row
            }
        }
    }

    private func intervals(_ index: Int, _ start: ClockReading, _ end: ClockReading)
        -> [IntervalRecord]
    {
        let origin = measured.samples.first.map { $0.cpu.time - measured.schedule.samples[0] } ?? 0
        var row = IntervalRecord()
        row.index = index
        row.tStartS = Double(start.cpu.time - origin) / 1e9
        row.tEndS = Double(end.cpu.time - origin) / 1e9
        row.kept = measured.schedule.kept.contains(index)
        if let first = start.deliveredFrames, let last = end.deliveredFrames {
            row.deliveredFrames = last - first
        }
        var rows = [filled(row, cpu: "all", SarPercent(allFrom: start.cpu, to: end.cpu), busy: nil)]
        for cpu in end.cpu.cpus.keys.sorted() {
            guard let percent = SarPercent(cpu: cpu, from: start.cpu, to: end.cpu) else { continue }
            let busy = CPUTimes.busyPercent(cpu: cpu, from: start.cpu, to: end.cpu)
            rows.append(filled(row, cpu: "\(cpu)", percent, busy: busy))
        }
        return rows
    }

    private func filled(
        _ base: IntervalRecord, cpu: String, _ percent: SarPercent, busy: Double?
    ) -> IntervalRecord {
        var row = base
        row.cpu = cpu
        row.user = percent.user
        row.nice = percent.nice
        row.system = percent.sys
        row.irq = percent.irq
        row.softirq = percent.softirq
        row.steal = percent.steal
        row.iowait = percent.iowait
        row.idle = percent.idle
        row.busyPercent = busy
        return row
    }
}
