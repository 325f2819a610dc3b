import Results

/// The page of a figure in pixels, from top to bottom: title, conditions, panels, caption.
struct Canvas {
    let width: Int
    let height: Int
    let header: [String]
    let caption: [String]
    /// Lines of legend between conditions and panels.
    let keyLines: Int
    /// Left and right edge of the panels.
    let left: Int
    let right: Int
    /// Top and bottom of each panel.
    let panels: [(top: Int, bottom: Int)]

    private static let lineHeight = 16
    private static let titleHeight = 34
    private static let axisHeight = 58

    /// - Parameters:
    ///   - keyLines: lines of legend between conditions and panels.
    ///   - panelGap: pixels between two panels: more where each has an axis of its own.
    ///   - above: pixels above the first panel: more where panels have headings.
    init(
        width: Int, left: Int, right: Int, panelHeights: [Int], conditions: String,
        caption: [String], keyLines: Int = 0, panelGap: Int = 34, above: Int = 20
    ) {
        self.keyLines = keyLines
        // Small print runs at about 5.7 pixels a character.
        let columns = (width - 40) * 10 / 57
        self.width = width
        self.left = left
        self.right = right
        header = GnuplotText.wrapped(conditions, width: columns)
        self.caption = caption.flatMap { GnuplotText.wrapped($0, width: columns) }
        var top =
            Self.titleHeight + header.count * Self.lineHeight
            + (keyLines == 0 ? above : 32 + keyLines * 20)
        var panels: [(top: Int, bottom: Int)] = []
        for panelHeight in panelHeights {
            panels.append((top, top + panelHeight))
            top += panelHeight + panelGap
        }
        self.panels = panels
        let bottom = panels.last?.bottom ?? top
        height = bottom + Self.axisHeight + self.caption.count * Self.lineHeight + 12
    }

    /// Pixels that a text of usual size takes at most, or nearly so: capitals are wide, and browsers
    /// have wider letters than gnuplot reckons with.
    static func textWidth(_ text: String) -> Int {
        text.reduce(0) { $0 + ($1.isUppercase ? 9 : 7) }
    }

    /// Share of the width.
    func x(_ pixels: Int) -> String { GnuplotText.number(Double(pixels) / Double(width)) }
    /// Share of the height, from below.
    func y(_ pixels: Int) -> String { GnuplotText.number(1 - Double(pixels) / Double(height)) }

    /// Title, conditions and caption, as labels of the page.
    func labels(title: String) -> [String] {
        // Bold letters of this size take up to 9 pixels.
        let title = WrappedText.shortened(title, to: (width - 30) / 9)
        var lines = [
            "set label 1 \(GnuplotText.bold(title)) at screen \(x(20)), \(y(24)) left font ',15'"
        ]
        let size = "left font ',10' textcolor rgb '#404040'"
        for (index, line) in header.enumerated() {
            let place = Self.titleHeight + 10 + index * Self.lineHeight
            lines.append(label(2 + index, line, place, size))
        }
        let start = height - 8 - caption.count * Self.lineHeight
        for (index, line) in caption.enumerated() {
            lines.append(
                label(50 + index, line, start + 8 + index * Self.lineHeight, size))
        }
        return lines
    }

    private func label(_ tag: Int, _ text: String, _ pixels: Int, _ style: String) -> String {
        "set label \(tag) \(GnuplotText.quoted(text)) at screen \(x(20)), \(y(pixels)) \(style)"
    }

    /// Places the next panel.
    func place(_ panel: Int) -> [String] {
        [
            "set lmargin at screen \(x(left)); set rmargin at screen \(x(right))",
            "set tmargin at screen \(y(panels[panel].top)); "
                + "set bmargin at screen \(y(panels[panel].bottom))",
        ]
    }
}
