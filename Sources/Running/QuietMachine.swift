import Kernel
import Sampling

/// Waiting for a machine on which nothing else runs.
enum QuietMachine {
    /// Percent of one CPU that other tasks may take.
    private static let limit = 2.0
    private static let window: Int64 = 500_000_000
    private static let patience: Int64 = 60_000_000_000

    /// Waits until other tasks leave the machine alone, at most a minute.
    ///
    /// - Returns: what still ran after that, in words; `nil` if it became quiet.
    static func wait(_ stage: Stage, sayingSo say: (String) -> Void) throws -> String? {
        let deadline = MonotonicClock.now() + patience
        var isFirst = true
        while true {
            let load = try look(stage)
            let percent = load.percentOfOneCPU ?? 0
            guard percent > limit else { return nil }
            let top = load.top.map { ", most of it \($0.name) (\($0.pid))" } ?? ""
            let words = "other tasks take \(percent.rounded()) % of a CPU\(top)"
            if MonotonicClock.now() > deadline { return words }
            if isFirst { say("waiting for a quiet machine: \(words)") }
            isFirst = false
        }
    }

    private static func look(_ stage: Stage) throws -> ForeignLoad {
        let start = try TaskSnapshot.read()
        try stage.sleep(until: MonotonicClock.now() + window)
        return ForeignLoad(
            from: start, to: try TaskSnapshot.read(), excluding: [ProcessInfo.pid])
    }
}
