/// Follows a trial as it goes, for the progress line.
///
/// Called only where the runner is awake anyway.
protocol TrialWatcher: AnyObject {
    /// `share` of the traffic has passed; `rate` is the delivered frames per second since its
    /// start, `nil` if unknown.
    func trial(share: Double, rate: Double?)
}
