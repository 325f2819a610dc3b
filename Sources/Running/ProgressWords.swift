import Experiment
import Frames
import Results
import Settings

/// What progress says, as text.
///
/// Pure.
struct ProgressWords {
    /// Trials of the plan.
    let total: Int
    /// The settings that tell the points of a series apart; what never varies is not said.
    let axes: [String]

    /// “[3/26] PACKET_MMAP, 64 B, 153940 pps, ring_frames=8”.
    ///
    /// - Parameter place: what stands in the brackets instead, such as `2/14 #9`.
    func text(of trial: PlannedTrial, attempt: Int, place: String? = nil) -> String {
        let point = trial.point
        var words = [
            point.label, Self.frames(point.traffic), point.traffic.load.load.text,
        ]
        words += axes.compactMap { name in
            // Sizes and load are said above.
            guard !["sizes", "rate"].contains(name) else { return nil }
            return point.value(of: name).map { "\(name)=\($0)" }
        }
        let text = "[\(place ?? "\(trial.index)/\(total)")] \(words.joined(separator: ", "))"
        return attempt > 1 ? text + " (attempt \(attempt))" : text
    }

    /// “64 B”, or the name of a recording.
    private static func frames(_ traffic: TrafficPoint) -> String {
        traffic.format.replay?.recording.name ?? "\(traffic.sizes.text) B"
    }

    /// “ 37 %, 153.9 kpps”.
    static func state(share: Double, rate: Double?) -> String {
        let rate = rate.map { ", \(DecimalText.rounded($0 / 1000, places: 1)) kpps" } ?? ""
        return " \(Int(min(max(share, 0), 1) * 100)) %\(rate)"
    }

    /// “valid, loss 0.012 %, busy 46.1 %”, or why not.
    static func text(of row: TrialRecord) -> String {
        var words = row.outcome.rawValue
        if let reason = row.invalidReason { words += " (\(reason.rawValue))" }
        if let message = row.message { words += ": \(message)" }
        if row.outcome == .valid, let loss = row.lossPercent {
            words += ", loss \(DecimalText.rounded(loss, places: 3)) %"
        }
        if row.outcome == .valid || row.outcome == .baseline, let busy = row.cpuBusyPercent {
            words += ", busy \(DecimalText.rounded(busy, places: 1)) %"
        }
        return words
    }

    /// One line for a result, or as many as a terminal of this width needs, broken between words.
    static func line(_ trial: String, _ result: String, width: Int?) -> String {
        let whole = "\(trial): \(result)"
        guard let width, whole.count > width else { return whole + "\n" }
        return wrapped("\(trial):", width: width) + wrapped("    \(result)", width: width)
    }

    /// A text in lines of at most this width; those after its first begin four blanks in.
    private static func wrapped(_ text: String, width: Int) -> String {
        var lines: [String] = []
        var line = String(text.prefix { $0 == " " })
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty && line.count + 1 + word.count > width {
                lines.append(line)
                line = "    "
                isEmpty = true
            }
            line += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        return (lines + [line]).map { $0 + "\n" }.joined()
    }

    /// A trial and its state within a width: the trial is what gives way.
    static func fitted(_ trial: String, _ state: String, width: Int) -> String {
        guard trial.count + state.count > width else { return trial + state }
        let room = width - state.count - 1
        guard room > 8 else { return String((trial + state).prefix(max(0, width))) }
        return trial.prefix(room) + "…" + state
    }

    /// Minutes and seconds: “4:07”.
    static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds > 0 else { return "0:00" }
        let whole = Int(min(seconds, 1e9))
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}
