import Results

/// Numbers with the prefixes of SI, as tick marks have them.
enum AmountText {
    /// `1500000` as `1.5 M`.
    static func short(_ value: Double) -> String {
        let prefixes = [(1e9, " G"), (1e6, " M"), (1e3, " k")]
        guard let (unit, prefix) = prefixes.first(where: { abs(value) >= $0.0 }) else {
            // Below 1 two digits that count.
            var (places, size) = (2, abs(value))
            while size < 1, size > 0, places < 12 { (places, size) = (places + 1, size * 10) }
            return DecimalText.rounded(value, places: places)
        }
        return DecimalText.rounded(value / unit, places: 2) + prefix
    }
}
