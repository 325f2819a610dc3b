import Results

/// Puts a cleaned SVG together with the values that its marks stand for.
enum PictureMaker {
    /// More marks than this make a page slow: then only those of the first file have values.
    static let mostMarks = 3000

    /// - Parameters:
    ///   - tables: the files of the script, in its order.
    ///   - prefix: goes before each id.
    /// - Returns: `nil` if the text is no SVG.
    static func picture(
        _ svg: String, tables: FigureTables, prefix: String
    ) -> PageFigure.InlinePicture? {
        guard let clean = SVGCleaner(svg, prefix: prefix) else { return nil }
        var anchors = clean.anchors.compactMap { RowAnchor($0, tables) }
        if anchors.count > mostMarks { anchors = anchors.filter { $0.file == 0 } }
        return PageFigure.InlinePicture(
            width: clean.width, height: clean.height, body: clean.body,
            marks: marks(Array(anchors.prefix(mostMarks)), tables))
    }

    /// `0 12 point 3`: file, row, kind and clause.
    private struct RowAnchor {
        let file: Int
        let row: Int
        let kind: String
        let clause: String
        let x: Double
        let y: Double

        init?(_ anchor: SVGCleaner.Anchor, _ tables: FigureTables) {
            let words = anchor.text.split(separator: " ")
            guard words.count == 4, let file = Int(words[0]), tables.indices.contains(file),
                let row = Int(words[1]), tables[file].rows.indices.contains(row)
            else { return nil }
            (self.file, self.row, kind) = (file, row, String(words[2]))
            clause = String(words[3])
            (x, y) = (anchor.x, anchor.y)
        }
    }

    private static func marks(
        _ anchors: [RowAnchor], _ tables: FigureTables
    ) -> [PageFigure.Mark] {
        var lows: [String: RowAnchor] = [:]
        var seen: Set<String> = []
        // Summaries last, on top of single trials: a file that comes later in the script is finer.
        let order = anchors.filter { $0.file > 0 } + anchors.filter { $0.file == 0 }
        return order.compactMap { anchor in
            let key = "\(anchor.file) \(anchor.row) \(anchor.clause)"
            let text = tables[anchor.file].words(anchor.row)
            switch anchor.kind {
            case "low":
                lows[key] = anchor
                return nil
            case "high":
                guard let low = lows[key], abs(anchor.x - low.x) >= 0.5 else { return nil }
                return bar(low, anchor, text)
            default:
                guard seen.insert("\(anchor.file) \(anchor.row) \(anchor.x) \(anchor.y)").inserted
                else { return nil }
                return PageFigure.Mark(
                    text: text, x: places(anchor.x), y: places(anchor.y), size: nil)
            }
        }
    }

    private static func bar(_ one: RowAnchor, _ two: RowAnchor, _ text: String) -> PageFigure.Mark {
        PageFigure.Mark(
            text: text, x: places(min(one.x, two.x)), y: places(min(one.y, two.y)),
            size: (places(abs(two.x - one.x)), places(abs(two.y - one.y))))
    }

    private static func places(_ number: Double) -> String {
        DecimalText.rounded(number, places: 1)
    }
}
