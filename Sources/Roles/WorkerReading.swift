/// What one of several workers has done, in a capturer's message.
package struct WorkerReading: Sendable, Hashable {
    /// Its number; the first is 0.
    package var index: Int
    /// The CPU that it was on when it said so.
    package var cpu: Int
    /// CPU time of its thread (ns).
    package var cpuNanoseconds: Int64
    /// Frames that it took.
    package var frames: Int
    /// What the kernel counted for its socket; `nil` if that is not known.
    package var received: Int?
    package var drops: Int?

    package init(
        index: Int, cpu: Int, cpuNanoseconds: Int64, frames: Int, received: Int? = nil,
        drops: Int? = nil
    ) {
        (self.index, self.cpu, self.cpuNanoseconds) = (index, cpu, cpuNanoseconds)
        (self.frames, self.received, self.drops) = (frames, received, drops)
    }
}

extension WorkerReading {
    /// The counter of frames that more than one worker got: at the end only.
    package static let shared = "shared_frames"

    private static func name(_ index: Int, _ what: String) -> String { "worker.\(index).\(what)" }

    /// As counters of a message.
    var dictionary: [String: Int64] {
        var counters = [
            Self.name(index, "cpu"): Int64(cpu), Self.name(index, "cpu_ns"): cpuNanoseconds,
            Self.name(index, "frames"): Int64(frames),
        ]
        counters[Self.name(index, "received")] = received.map(Int64.init)
        counters[Self.name(index, "drops")] = drops.map(Int64.init)
        return counters
    }

    /// The workers that such counters are of, in order; empty if there is one that shares nothing.
    package static func all(in counters: [String: Int64]) -> [WorkerReading] {
        var all: [WorkerReading] = []
        while let frames = counters[name(all.count, "frames")],
            let cpu = counters[name(all.count, "cpu")],
            let time = counters[name(all.count, "cpu_ns")]
        {
            let index = all.count
            all.append(
                WorkerReading(
                    index: index, cpu: Int(cpu), cpuNanoseconds: time, frames: Int(frames),
                    received: counters[name(index, "received")].map(Int.init),
                    drops: counters[name(index, "drops")].map(Int.init)))
        }
        return all
    }
}
