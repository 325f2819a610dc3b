package import Frames

/// An intended load, and how the file named it.
package struct LoadChoice: Sendable, Hashable {
    package let load: Load
    /// The link's bits a second; `nil` if the file gives a rate of its own.
    package let linkRate: Double?
    /// Percent of the link; `nil` likewise.
    package let linkPercent: Double?

    package init(_ load: Load) {
        self.load = load
        linkRate = nil
        linkPercent = nil
    }

    /// A part of a link: 1 is all of it.
    init(linkRate: Double, share: Double) {
        self.linkRate = linkRate
        // Nobody writes more digits than these; more would be the arithmetic's.
        linkPercent = (share * 1e11).rounded() / 1e9
        load = .wireBitRate((linkRate * share).rounded())
    }

    /// The link's rate as a column has it: `1000000000 bit/s`.
    var linkRateText: String? {
        linkRate.map { Load.wireBitRate($0).text }
    }

    /// The load as a column has it: `100%`.
    var linkPercentText: String? {
        linkPercent.map { $0 == $0.rounded() ? "\(Int($0))%" : "\($0)%" }
    }
}
