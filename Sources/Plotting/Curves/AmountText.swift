import Results

/// Numbers with the prefixes of SI, as tick marks have them.
enum AmountText {
    /// `1500000` as `1.5 M`.
    static func short(_ value: Double) -> String {
        let prefixes = [(1e9, " G"), (1e6, " M"), (1e3, " k")]
        guard let (unit, prefix) = prefixes.first(where: { abs(value) >= $0.0 }) else {
            return DecimalText.rounded(value, places: abs(value) < 1 ? 4 : 2)
        }
        return DecimalText.rounded(value / unit, places: 2) + prefix
    }
}
