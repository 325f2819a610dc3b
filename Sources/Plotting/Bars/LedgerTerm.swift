import Results

/// One place a frame can end, with its colour.
struct LedgerTerm: Sendable {
    /// Column of the summary, in percent of offered: `drops_socket_percent`.
    let column: String
    /// In the legend.
    let title: String
    let colour: String
    let value: @Sendable (TrialRecord) -> Int?

    /// One word for tables: `socket`.
    var short: String { String(column.split(separator: "_").dropLast().last ?? "") }

    /// From delivered to unexplained, as a frame meets them from the end.
    static let all =
        [
            LedgerTerm(
                column: "unique_percent", title: "delivered", colour: "#d9d9d9",
                value: { $0.arrivedFrames })
        ]
        + zip(LossPlace.all, colours).map { place, colour in
            let name =
                place.column.hasSuffix("_frames") ? place.column.dropLast(7) : place.column[...]
            return LedgerTerm(
                column: "\(name)_percent", title: place.words, colour: colour, value: place.frames)
        }

    /// Of ``LossPlace/all``.
    private static let colours = [
        "#D55E00", "#0072B2", "#56B4E9", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#000000",
    ]
}
