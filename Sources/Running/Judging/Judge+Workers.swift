package import Results
import Roles

extension Judge {
    /// Fills how several workers shared the frames; empty if there is one.
    func fillWorkers(_ row: inout TrialRecord) {
        let workers = workers
        guard workers.count > 1 else { return }
        let frames = workers.map(\.frames)
        let (least, most) = (frames.min() ?? 0, frames.max() ?? 0)
        row.workerFramesMin = least
        row.workerFramesMax = most
        row.workerCPUs = workers.map { "\($0.cpu)" }.joined(separator: ";")
        let mean = Double(frames.reduce(0, +)) / Double(frames.count)
        if mean > 0 { row.workerImbalancePercent = (Double(most) - mean) / mean * 100 }
    }

    /// What each of several workers took, at the end of the traffic.
    private var workers: [WorkerReading] { WorkerReading.all(in: measured.captureEnd) }

    /// What is wrong with where the workers ran; `nil` if nothing is.
    var workerProblem: String? {
        let (planned, found) = (measured.workerCPUs, workers)
        guard planned.count > 1 else { return nil }
        guard found.count == planned.count else {
            return "of \(planned.count) workers \(found.count) said what they took"
        }
        for (worker, cpu) in zip(found, planned) where worker.cpu != cpu {
            return "worker \(worker.index) was on CPU \(worker.cpu), not \(cpu)"
        }
        return nil
    }

    /// What each of several workers did during the traffic, for `workers.csv`.
    package func workers(of row: TrialRecord) -> [WorkerRecord] {
        let start = WorkerReading.all(in: measured.captureStart)
        let end = workers
        guard end.count > 1, start.count == end.count else { return [] }
        return zip(start, end).map { start, end in
            var record = WorkerRecord()
            (record.point, record.trial, record.attempt) = (row.point, row.trial, row.attempt)
            (record.worker, record.cpu, record.frames) = (end.index, end.cpu, end.frames)
            record.receivedFrames = Self.gain(start.received, end.received)
            record.dropsFrames = Self.gain(start.drops, end.drops)
            record.cpuNs = Int(end.cpuNanoseconds - start.cpuNanoseconds)
            return record
        }
    }

    private static func gain(_ start: Int?, _ end: Int?) -> Int? {
        guard let start, let end else { return nil }
        return end - start
    }
}
