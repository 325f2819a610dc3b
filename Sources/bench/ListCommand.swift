import ArgumentParser
import Capture
import Experiment
import Kernel
import Plotting
import Results
import Running
import Sampling
import Settings
import Testbed
import Traffic

/// `bench list`: everything that can be named in an experiment, and whether it works here.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show backends, engines, topologies and figures, and what works here."
    )

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let catalogue = Catalogue.here()
        try output(
            json ? try JSONText.text(catalogue) : catalogue.text(width: StandardStream.columns))
    }
}

/// What the registries hold, with its availability on this machine for this user.
struct Catalogue: Encodable {
    let backends: [Listed]
    let engines: [Listed]
    let topologies: [Listed]
    let figures: [Listed]
    /// The CPU quotas above this process, in words; they spoil trials on every topology.
    let quotas: [String]

    struct Listed: Encodable {
        let name: String
        let summary: String
        /// Why it does not work here; absent if it does.
        let obstacle: String?
        let options: [Option]
    }

    struct Option: Encodable {
        let name: String
        let allowed: String
        let `default`: String?
        let meaning: String
    }

    static func here() -> Catalogue {
        Catalogue(
            backends: Backend.all.map {
                entry($0.component, obstacle: Availability.obstacle(to: $0))
            },
            engines: Engine.all.map { entry($0.component, obstacle: $0.obstacle()) },
            topologies: [
                Listed(
                    name: Vocabulary.autoTopology,
                    summary: "veth-softirq where it is available, else veth-napi (default)",
                    obstacle: TopologyChoice.softirqObstacle.map { "veth-softirq: \($0)" },
                    options: [])
            ]
                + Topology.allCases.map {
                    Listed(
                        name: $0.rawValue, summary: $0.summary,
                        obstacle: Availability.obstacle(to: $0), options: [])
                },
            figures: Figure.all.map {
                Listed(
                    name: $0.name, summary: "\($0.title); needs \($0.needs)", obstacle: nil,
                    options: [])
            },
            quotas: CPUQuota.read().map(\.words))
    }

    private static func entry(_ component: Component, obstacle: String?) -> Listed {
        Listed(
            name: component.name, summary: component.summary, obstacle: obstacle,
            options: component.settings.map {
                Option(
                    name: $0.name, allowed: $0.allowed, default: $0.defaultValue?.text,
                    meaning: $0.meaning)
            })
    }

    func text(width: Int) -> String {
        [
            ("Backends", backends), ("Engines", engines), ("Topologies", topologies),
            ("Figures", figures),
        ].map { title, entries in
            "\(title)\n" + entries.map { $0.text(width: width) }.joined()
        }.joined(separator: "\n")
            + quotas.map {
                "\nCPU quota: \($0). Trials that it stops are invalid (throttled).\n"
            }.joined()
    }
}

extension Catalogue.Listed {
    fileprivate func text(width: Int) -> String {
        var text = "  " + name.padding(to: 16)
        text += summary.wrapped(indent: 18, width: width)
        if let obstacle {
            text += String(repeating: " ", count: 18)
            text += "not here: \(obstacle)".wrapped(indent: 18, width: width)
        }
        for option in options {
            let fallback = option.default.map { " (default \($0))" } ?? ""
            let words = "\(option.meaning); \(option.allowed)\(fallback)"
            text += "      " + option.name.padding(to: 18)
            text += words.wrapped(indent: 24, width: width)
        }
        return text
    }
}
