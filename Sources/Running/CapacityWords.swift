import Plotting
import Results

/// What a search found, in a line.
enum CapacityWords {
    /// “[2/14] recv, 64 B: 0 % loss: 180000 to 183000 frames/s; 0.5 % loss: at least 1200000
    /// frames/s (42 trials)”.
    ///
    /// - Parameters:
    ///   - place: that of the search in the plan, such as `2/14`.
    ///   - axes: the settings that tell the points of a series apart.
    static func result(
        _ records: [CapacityRecord], place: String, axes: [String]
    ) -> String {
        guard let first = records.first else { return "nothing was found" }
        let goals = records.map { record in
            let found = CapacitySummary.range(record)
            return records.count > 1 ? "\(record.goal) loss: \(found)" : found
        }
        let trials = first.trials == 1 ? "1 trial" : "\(first.trials) trials"
        var words = [first.role] + (first.values["sizes"].map { ["\($0) B"] } ?? [])
        words += axes.compactMap { name in
            name == "sizes" ? nil : first.values[name].map { "\(name)=\($0)" }
        }
        return
            "[\(place)] \(words.joined(separator: ", ")): \(goals.joined(separator: "; ")) (\(trials))"
    }
}
