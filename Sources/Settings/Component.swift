package import Frames

/// What a registry says of a backend or an engine before anything is opened.
///
/// A registry entry carries one of these beside the code it describes. Planning, `bench list` and
/// `bench doctor` see only this.
package struct Component: Sendable {
    /// The spelling in experiment files, columns and plots: `tpacket-v3`.
    package let name: String
    /// One line for `bench list`.
    package let summary: String
    package let settings: [SettingSpec]
    /// Why these settings cannot work with this traffic; `nil` if they can.
    ///
    /// Rules that span several settings or need the frame size. One clause, ending with what is
    /// allowed.
    package let problem: @Sendable (Settings, SizeDistribution) -> SettingError?

    /// Why these settings cannot work with this traffic at this load; `nil` if they can.
    package var loadProblem: @Sendable (Settings, SizeDistribution, Load) -> SettingError? = {
        _, _, _ in nil
    }

    package init(
        name: String, summary: String, settings: [SettingSpec],
        problem: @escaping @Sendable (Settings, SizeDistribution) -> SettingError? = { _, _ in nil }
    ) {
        self.name = name
        self.summary = summary
        self.settings = settings
        self.problem = problem
    }
}
