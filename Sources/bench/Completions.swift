import ArgumentParser
import Capture
import Comparing
import Experiment
import Frames
import Kernel
import Plotting
import Running
import Testbed
import Traffic

/// What a shell offers for the value of an option.
extension CompletionKind {
    static var backends: CompletionKind { .list(Backend.all.map(\.name)) }
    static var engines: CompletionKind { .list(["auto"] + Engine.all.map(\.name)) }
    static var topologies: CompletionKind { .list(Topology.allCases.map(\.rawValue)) }
    static var formats: CompletionKind { .list(FrameFormat.names) }
    static var figures: CompletionKind { .list(Figure.all.map(\.name)) }
    static var metrics: CompletionKind { .list(ComparedMetric.all.map(\.name)) }
    static var experiments: CompletionKind { .file(extensions: ["toml"]) }
    static var captures: CompletionKind {
        .file(extensions: ["pcap", "pcapng", "gz", "zst", "lz4", "xz"])
    }
    /// Those of the shell's network namespace.
    static var interfaces: CompletionKind { .shellCommand("ls /sys/class/net") }
}
