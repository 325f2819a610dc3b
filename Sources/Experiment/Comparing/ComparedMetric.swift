/// A number of a trial by which two methods, settings or builds are compared.
///
/// Its values are read elsewhere, from the column of the same name; here is what an experiment
/// file needs to know of it.
package struct ComparedMetric: Sendable, Hashable {
    /// The column's name, or that of a number computed from several: `loss_percent`.
    package let name: String
    /// What it says, in a few words: `loss`.
    package let title: String
    package let scale: EffectScale
    package let polarity: Polarity
    /// The smallest effect that matters unless the file says otherwise: a share (0.05 for 5 %)
    /// where the scale is ``EffectScale/ratio``, else in the metric's own unit.
    package let smallestEffect: Double
    /// Whether it means nothing by itself where the loss differs: who loses frames saves the work.
    package let needsEqualLoss: Bool

    /// How a difference of it is told.
    package enum EffectScale: String, Sendable {
        /// As a share of the base's value: costs, whose spread grows with them.
        case ratio
        /// In points of percent: bounded numbers, which may be 0.
        case points
    }

    /// Which direction is good.
    package enum Polarity: String, Sendable {
        case lowerIsBetter
        case higherIsBetter
    }

    package init(
        _ name: String, title: String, _ scale: EffectScale, _ polarity: Polarity,
        smallestEffect: Double, needsEqualLoss: Bool = false
    ) {
        self.name = name
        self.title = title
        self.scale = scale
        self.polarity = polarity
        self.smallestEffect = smallestEffect
        self.needsEqualLoss = needsEqualLoss
    }
}
