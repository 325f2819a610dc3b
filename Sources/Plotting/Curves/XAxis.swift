import Results

/// What a curve is drawn against.
struct XAxis: Sendable {
    /// The axis title, with its unit.
    var title: String
    var marks: Marks
    /// Conditions that say where on the axis a point lies, and so do not split curves.
    let definedBy: Set<String>
    /// Conditions that split curves, and that their panels tell rather than their labels.
    var untold: Set<String> = []
    /// Where a point lies, by its trials (at least one).
    let place: @Sendable (_ trials: [TrialRecord], _ slotBytes: Int) -> XPosition
    /// Why there is nothing to draw if no trial lies at a value.
    let nothing: String
    /// What splits curves besides conditions: how frames are spaced at the same load.
    var kind: @Sendable (TrialRecord) -> String? = { _ in nil }
    /// What stands where points without a value are drawn: `no ring`.
    var levelWords = "none"

    enum XPosition: Hashable {
        case at(Double)
        /// At an equivalent value: the bytes are the same.
        case sameBytes(Double)
        /// Nowhere, and so for every value: drawn as a level.
        case level
        /// Not in this figure.
        case absent
    }

    /// The scale, and where it has tick marks.
    enum Marks: Sendable, Hashable {
        /// Logarithmic, at powers of two.
        case octaves
        /// Logarithmic, at 1, 2 and 5 of each decade.
        case decades
        /// Even, at the values that there are.
        case values
        /// Even, at round numbers.
        case amounts
        /// These words, at 0, 1, 2, …
        case words([String])
    }
}

extension XAxis {
    /// Ring size in slots.
    ///
    /// A ring that is not made of slots lies where one of slots would have the same bytes; a method
    /// without a ring is a level.
    static let ring = XAxis(
        title: "ring size (slots, log₂ scale)", marks: .octaves,
        definedBy: [
            "ring", "ring_frames", "ring_bytes", "block_size", "block_count", "buffer_size",
        ],
        place: { trials, slotBytes in
            let record = trials[0]
            if let slots = record.ringFrames { return slots > 0 ? .at(Double(slots)) : .absent }
            guard let bytes = record.ringBytes, bytes > 0 else { return .level }
            return .sameBytes(Double(bytes) / Double(slotBytes))
        },
        nothing: "no valid trial has a ring", levelWords: "no ring")

    /// Frame size in bytes, FCS included.
    ///
    /// Traffic of mixed sizes is not in this figure.
    static let size = XAxis(
        title: "frame size (bytes, FCS included)", marks: .values,
        definedBy: ["frame_size", "sizes"],
        place: { trials, _ in trials[0].frameSize.map { .at(Double($0)) } ?? .absent },
        nothing: "no valid trial has one fixed frame size")

    /// Bytes of one slot, for comparing rings of slots with others: what the rings in the data
    /// have, if it is the same for all; otherwise a page, which a full-size frame needs at least
    /// the half of.
    static func slotBytes(of records: [TrialRecord]) -> Int {
        var found: Int?
        for record in records {
            guard let slots = record.ringFrames, let bytes = record.ringBytes, slots > 0 else {
                continue
            }
            guard bytes % slots == 0, found == nil || found == bytes / slots else { return 4096 }
            found = bytes / slots
        }
        return found ?? 4096
    }
}
