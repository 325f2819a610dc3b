import Experiment
package import Results

extension RunDirectory {
    /// The manifest, with the order of values as the run's experiment file has it where the manifest
    /// is of a version that did not write it.
    ///
    /// If that file cannot be read, values have the order of ``ValueOrder``.
    package func orderedManifest() throws(ResultsError) -> Manifest {
        var manifest = try manifest()
        guard manifest.values == nil,
            let experiment = try? ExperimentFile.load(
                path: experimentPath, vocabulary: .registered)
        else { return manifest }
        manifest.values = DeclaredOrder.unordered(experiment.valuesByAxis())
        return manifest
    }
}
