package import Frames
package import Settings

/// The words an experiment file may use: everything that a registry elsewhere decides.
///
/// Passed in by whoever holds the registries, so that reading and planning need no backend.
package struct Vocabulary: Sendable {
    /// Capture backends, each with its settings.
    package let backends: [Component]
    /// Traffic engines, each with its settings.
    ///
    /// `auto` need not be among them.
    package let engines: [Component]
    /// Topologies; ``autoTopology`` need not be among them.
    package let topologies: [String]
    /// Scheduling policies of the NAPI thread.
    package let napiPolicies: [String]
    package let figures: [String]
    /// Columns of results that hold numbers: what may be drawn.
    package let columns: [String]
    /// What may be compared.
    package let metrics: [ComparedMetric]
    /// Reads the frame sizes of a pcap file; the path is that of the file as it was given.
    package internal(set) var readTrace: TraceReader

    /// Reads the frames of a recording; the path is that of the file as it was given.
    package internal(set) var readRecording: RecordingReader

    /// Reads a recording, or says why it cannot, beginning with the path.
    package typealias RecordingReader = @Sendable (_ path: String) throws(SizeError) -> Recording

    /// Reads the frame sizes of a recording, or says why it cannot, beginning with the path.
    package typealias TraceReader = @Sendable (_ path: String) throws(SizeError) -> SizeTrace

    package init(
        backends: [Component], engines: [Component], topologies: [String],
        napiPolicies: [String] = [Vocabulary.usualPolicy, "fifo"], figures: [String],
        columns: [String] = [], metrics: [ComparedMetric] = [],
        readTrace: @escaping TraceReader = { (path) throws(SizeError) in
            throw SizeError("\(path): pcap files cannot be read here")
        },
        readRecording: @escaping RecordingReader = { (path) throws(SizeError) in
            throw SizeError("\(path): pcap files cannot be read here")
        }
    ) {
        self.backends = backends
        self.engines = engines
        self.topologies = topologies
        self.napiPolicies = napiPolicies
        self.figures = figures
        self.columns = columns
        self.metrics = metrics
        self.readTrace = readTrace
        self.readRecording = readRecording
    }

    /// The same words for the experiment file at this path: what it names is relative to it.
    func inFile(_ file: String) -> Vocabulary {
        let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
        var copy = self
        copy.readTrace = { [readTrace] (path) throws(SizeError) in
            try readTrace(path.hasPrefix("/") ? path : folder + path)
        }
        copy.readRecording = { [readRecording] (path) throws(SizeError) in
            try readRecording(path.hasPrefix("/") ? path : folder + path)
        }
        return copy
    }
}

extension Vocabulary {
    /// The engine that stands for the best one this machine allows, chosen once per experiment.
    ///
    /// It takes no settings: which ones would apply is not known before it is chosen.
    package static let auto = Component(
        name: "auto", summary: "the fastest engine allowed here", settings: [])

    /// The topology that stands for the one nearest to a NIC that can be had, chosen once per
    /// experiment.
    package static let autoTopology = "auto"

    /// The topology whose receive work has a thread, so that it has a scheduling policy.
    package static let threadedTopology = "veth-napi"

    /// Names of the topologies, ``autoTopology`` first.
    var topologyNames: [String] { [Self.autoTopology] + topologies }

    /// The backend of a baseline trial: traffic flows and nothing captures.
    package static let noBackend = "none"
    /// The scheduling policy of the NAPI thread where none is asked for: SCHED_OTHER.
    package static let usualPolicy = "other"

    /// The backend of this name; `nil` if there is none.
    func backend(_ name: String) -> Component? {
        backends.first { $0.name == name }
    }

    /// The metric of this name; `nil` if there is none.
    func metric(_ name: String) -> ComparedMetric? {
        metrics.first { $0.name == name }
    }

    /// Names of the metrics.
    var metricNames: [String] { metrics.map(\.name) }

    /// The engine of this name, ``auto`` included; `nil` if there is none.
    func engine(_ name: String) -> Component? {
        engines.first { $0.name == name } ?? (name == Self.auto.name ? Self.auto : nil)
    }

    /// Names of the backends that a series may have.
    var backendNames: [String] {
        backends.map(\.name).filter { $0 != Self.noBackend }
    }

    /// Names of the engines, ``auto`` first.
    var engineNames: [String] {
        [Self.auto.name] + engines.map(\.name).filter { $0 != Self.auto.name }
    }
}
