import Results

/// Numbers in cells; an empty text for what was not measured.
enum NumberText {
    static func whole(_ number: Int?) -> String { number.map { "\($0)" } ?? "" }

    /// Four digits that count; whole from 1000 on.
    static func short(_ number: Double?) -> String {
        guard let number, number.isFinite else { return "" }
        var places = 3
        var size = abs(number)
        while size >= 10, places > 0 {
            size /= 10
            places -= 1
        }
        while size < 1, size > 0, places < 9 {
            size *= 10
            places += 1
        }
        return DecimalText.rounded(number, places: places)
    }
}
