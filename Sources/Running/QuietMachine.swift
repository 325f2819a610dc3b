import Kernel
import Results
import Sampling

/// Waiting for a machine on which nothing else runs.
package enum QuietMachine {
    /// Percent of one CPU that other tasks may take.
    private static let limit = 2.0
    private static let window: Int64 = 500_000_000
    /// How long to wait (ns) unless told otherwise.
    package static let patience: Int64 = 60_000_000_000

    /// Waits until other tasks leave the machine alone, at most for `patience` (ns); 0 does not
    /// even look.
    ///
    /// - Returns: what still ran after that, in words; `nil` if it became quiet.
    static func wait(
        _ stage: Stage, patience: Int64 = patience, sayingSo say: (String) -> Void
    ) throws -> String? {
        guard patience > 0 else { return nil }
        let deadline = MonotonicClock.now() + patience
        var isFirst = true
        while true {
            let load = try look { try stage.sleep(until: $0) }
            guard let words = words(load) else { return nil }
            if MonotonicClock.now() > deadline { return words }
            if isFirst { say("waiting for a quiet machine: \(words)") }
            isFirst = false
        }
    }

    /// What others take, if it is more than a trial may have beside it; `nil` otherwise.
    static func words(_ load: ForeignLoad) -> String? {
        let percent = load.percentOfOneCPU ?? 0
        guard percent > limit else { return nil }
        let top = load.top.map { ", most of it \($0.name) (\($0.pid))" } ?? ""
        return "other tasks take \(DecimalText.rounded(percent, places: 1)) % of a CPU\(top)"
    }

    /// What others take within half a second.
    static func look(
        excluding own: Set<Int32> = [ProcessInfo.pid],
        sleep: (_ until: Int64) throws -> Void = { Poll.sleep(until: $0) }
    ) throws -> ForeignLoad {
        let start = try TaskSnapshot.read()
        try sleep(MonotonicClock.now() + window)
        return ForeignLoad(from: start, to: try TaskSnapshot.read(), excluding: own)
    }
}
