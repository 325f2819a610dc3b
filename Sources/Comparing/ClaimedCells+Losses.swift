import Experiment
import Results

extension ClaimedCells {
    /// When the frames of each series were lost, where that is not all the time: a clause each.
    ///
    /// One episode, or loss of the start or the end only, says less of the method than steady loss: it
    /// does not grow with the length of the traffic. The verdict stays as it is.
    var lossWords: [String] {
        guard metric.name == "loss_percent" else { return [] }
        var series: [String] = []
        for cell in cells where !series.contains(cell.series) { series.append(cell.series) }
        return series.compactMap { name in
            Self.words(
                name, cells.filter { $0.series == name }.flatMap(\.trials.values))
        }
    }

    private static func words(_ series: String, _ trials: [Cell.Trial]) -> String? {
        let lossy = trials.filter { $0.lossShape != nil }
        let kinds: [(shape: LossShape, words: String)] = [
            (.oneEpisode, "in one episode"),
            (.start, "among the first 5 % of the frames sent"),
            (.end, "among the last 5 % of the frames sent"),
        ]
        for kind in kinds {
            let own = lossy.filter { $0.lossShape == kind.shape }
            guard !own.isEmpty, 2 * own.count > lossy.count else { continue }
            return
                "\(series): in \(own.count) of \(lossy.count) trials with loss, at least half of "
                + "it " + kind.words + (kind.shape == .oneEpisode ? longest(own) : "")
        }
        return nil
    }

    /// The longest of these episodes, and how many were pauses of the capture process.
    private static func longest(_ trials: [Cell.Trial]) -> String {
        let longest = trials.compactMap(\.longestLoss).max { $0.frames < $1.frames }
        let size = longest.map { longest in
            let time = longest.ms.map { ", \(DecimalText.rounded($0, places: 1)) ms" } ?? ""
            return " (at most \(longest.frames) frames\(time))"
        }
        let paused = trials.count { $0.isLostInPauses }
        guard paused > 0 else { return size ?? "" }
        let times = paused == trials.count ? "" : "\(paused) times "
        return (size ?? "") + ", \(times)while the capture process took no frame"
    }
}
