import ArgumentParser
import Experiment

/// Which part of the repetitions is run: common to `sweep`, `search` and `plan`.
struct BlockOption: ParsableArguments {
    @Option(
        name: .customLong("blocks"),
        help: ArgumentHelp(
            "Run only this part of the repetitions, such as 3/8: the third of eight parts.",
            discussion: """
                A repetition is a block. The parts together are the whole run: the same trials, \
                order and numbers. Join them with “bench merge”. Without a seed all parts use one \
                that follows from the experiment.
                """, valueName: "k/n"))
    var text: String?

    init() {}

    /// The same as another command was given it.
    init(of text: String) {
        self.text = text
    }

    /// The part; `nil` for all repetitions.
    ///
    /// - Throws: if it is none, or if the experiment has fewer repetitions than parts.
    func part(of experiment: Experiment) throws -> BlockPart? {
        do throws(PlanError) {
            let part = try text.map { text throws(PlanError) in try BlockPart(text) }
            _ = try part?.blocks(of: experiment.repetitions)
            return part
        } catch {
            throw fail("\(error)", ExitStatus.usage)
        }
    }
}
