import Settings

extension Manifest {
    /// The same manifest, with what versions before 2026-12 kept as text among the facts.
    func readingOlderFacts() -> Manifest {
        var copy = self
        let lines = { (fact: String) in
            facts[fact].map { $0.split(separator: "\n").map(String.init) }
        }
        copy.series = series ?? lines("series")
        copy.plots =
            plots
            ?? lines("figures")?.compactMap { line in
                let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
                return parts.first.map {
                    PlotRequest(figure: $0, title: parts.count > 1 ? parts[1] : nil)
                }
            }
        copy.builds =
            builds
            ?? lines("builds")?.map { name in
                ComparedBuild(
                    name: name, command: facts["build.\(name).command"] ?? name,
                    program: facts["build.\(name).program"],
                    version: facts["build.\(name).version"],
                    sha256: facts["build.\(name).sha256"])
            }
        return copy
    }
}
