/// How long the traffic of a trial lasts, and how its CPU time is sampled meanwhile.
package struct Timing: Sendable, Hashable {
    package let durationNanoseconds: Int64
    package let intervalNanoseconds: Int64
    package let crop: Crop
    package let schedule: IntervalSchedule

    /// `nil` if the crop's intervals do not fit the duration.
    package init?(durationNanoseconds: Int64, intervalNanoseconds: Int64, crop: Crop) {
        let schedule = IntervalSchedule(
            durationNanoseconds: durationNanoseconds, intervalNanoseconds: intervalNanoseconds,
            crop: crop)
        guard let schedule else { return nil }
        self.durationNanoseconds = durationNanoseconds
        self.intervalNanoseconds = intervalNanoseconds
        self.crop = crop
        self.schedule = schedule
    }

    /// The same with a tenth of the duration and of the interval.
    ///
    /// Intervals that fitted still do, as both are divided alike; only times of a few nanoseconds,
    /// which no file may name, would stay as they are.
    package var tenth: Timing {
        Timing(
            durationNanoseconds: durationNanoseconds / 10,
            intervalNanoseconds: intervalNanoseconds / 10, crop: crop) ?? self
    }

    /// The same with another duration, and an interval that is the same part of it.
    func lasting(_ nanoseconds: Int64) -> Timing {
        let share = Double(intervalNanoseconds) / Double(durationNanoseconds)
        // Rounded down, so that as many intervals fit as before.
        let interval = max(1, Int64(Double(nanoseconds) * share))
        return Timing(
            durationNanoseconds: nanoseconds, intervalNanoseconds: interval, crop: crop) ?? self
    }

    package var durationSeconds: Double { Double(durationNanoseconds) / 1e9 }
}
