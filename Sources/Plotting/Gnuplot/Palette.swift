/// How curves are told apart: by colour, and without colour by dashes and marks.
///
/// Source of the colours: Okabe, Ito, "Color universal design", 2008, without the yellow, which a
/// white page swallows.
enum Palette {
    static let colours = [
        "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
    ]
    /// Filled marks first: circle, square, triangle, diamond, then hollow ones.
    private static let marks = [7, 5, 9, 13, 11, 6, 4, 8, 12]
    private static let dashes = ["1", "'-'", "'-.'", "'.'", "'-..'"]

    static func colour(_ index: Int) -> String { colours[index % colours.count] }

    /// Half way to white.
    static func light(_ index: Int) -> String {
        let digits = Array(colour(index).utf8.dropFirst())
        let bytes = stride(from: 0, to: digits.count, by: 2).map { place in
            UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) ?? 0
        }
        return "#"
            + bytes.map { byte in
                let text = String((Int(byte) + 255) / 2, radix: 16)
                return text.count < 2 ? "0\(text)" : text
            }.joined()
    }

    static func mark(_ index: Int) -> Int { marks[index % marks.count] }
    static func dash(_ index: Int) -> String { dashes[index % dashes.count] }
}
