import Plotting
import Results

/// What a search found, in a line.
enum CapacityWords {
    /// “recv: 0 %: 180000 to 183000 frames/s; 0.5 %: at least 1200000 frames/s (42 trials)”.
    static func result(_ records: [CapacityRecord]) -> String {
        guard let first = records.first else { return "nothing was found" }
        let goals = records.map { record in
            let found = CapacitySummary.range(record)
            return records.count > 1 ? "\(record.goal) loss: \(found)" : found
        }
        let trials = first.trials == 1 ? "1 trial" : "\(first.trials) trials"
        return "\(first.role): \(goals.joined(separator: "; ")) (\(trials))"
    }
}
