import Experiment
import Results
import Settings
import Testing

@testable import Running

/// Settings as axes of figures.
@Suite struct AxisUnitTests {
    /// Numbers of things, and of places.
    private static let plain: Set<String> = ["buffers", "queue", "workers"]

    @Test func `Settings that are whole numbers say their unit at an axis, or are plain counts`() {
        let vocabulary = Vocabulary.registered
        let specs = (vocabulary.backends + vocabulary.engines).flatMap(\.settings)
        #expect(!specs.isEmpty)
        for spec in specs {
            guard case .integer = spec.kind else { continue }
            let title = AxisTitle(key: spec.name)
            #expect(
                (title.unit != nil) != Self.plain.contains(spec.name),
                "\(spec.name): \(title.text)")
        }
    }
}
