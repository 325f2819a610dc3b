import Kernel

/// What queueing disciplines count: tc(8).
enum QueueStatistics {
    /// Frames dropped by the outermost discipline of an interface; `nil` if it has none.
    ///
    /// That of several queues (`mq`) has the sum of theirs.
    static func drops(of interface: String) throws(Command.Failure) -> UInt64? {
        drops(in: try Command.run(["tc", "-s", "qdisc", "show", "dev", interface]).text)
    }

    /// Pure: `qdisc fq_codel 0: root refcnt 2 …`, and a line later `… (dropped 12, overlimits …`.
    static func drops(in text: String) -> UInt64? {
        var isOutermost = false
        for line in text.split(separator: "\n") {
            let words = line.split { " (,".contains($0) }
            if words.first == "qdisc" {
                let isNone = words.dropFirst().first.map { ["noqueue", "noop"].contains($0) }
                isOutermost = words.contains("root") && isNone == false
            } else if isOutermost, let place = words.firstIndex(of: "dropped"),
                words.indices.contains(place + 1)
            {
                return UInt64(words[place + 1])
            }
        }
        return nil
    }
}
