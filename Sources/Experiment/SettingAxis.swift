package import Settings

/// A setting of a backend or an engine, with the values that the experiment gives it.
package struct SettingAxis: Sendable {
    package let spec: SettingSpec
    /// At least one, all different.
    package let values: [SettingValue]
}

/// A backend or an engine with all the settings it is to be tried with.
package struct SweptComponent: Sendable {
    /// The component's name.
    package let name: String
    /// Every setting the component has, set here or not.
    package let specs: [SettingSpec]
    /// In the order of their names.
    package let axes: [SettingAxis]

    /// How many combinations there are, or ``Plan/mostTrials`` + 1 if there are more.
    var count: Int {
        product(axes.map(\.values.count))
    }

    /// Every combination of the axes, on top of the defaults.
    ///
    /// The last axis varies fastest.
    package func combinations() -> [Settings] {
        axes.reduce([Settings(defaultsOf: specs)]) { partial, axis in
            partial.flatMap { settings in
                axis.values.map { value in
                    var settings = settings
                    settings[axis.spec.name] = value
                    return settings
                }
            }
        }
    }
}

/// The product, or ``Plan/mostTrials`` + 1 if it is larger.
func product(_ factors: [Int]) -> Int {
    factors.reduce(1) { partial, factor in
        let (result, overflow) = partial.multipliedReportingOverflow(by: factor)
        return overflow ? Plan.mostTrials + 1 : min(result, Plan.mostTrials + 1)
    }
}
