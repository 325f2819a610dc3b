/// Panels side by side and above each other, all of one width.
struct PanelGrid {
    let count: Int
    let columns: Int
    let panelWidth: Int
    /// Left edge of the first column.
    let left: Int
    /// Pixels between two columns.
    let gap: Int

    var rows: Int { (count + columns - 1) / columns }
    /// Right edge of the last column.
    var right: Int { left + columns * panelWidth + (columns - 1) * gap }

    /// Places the next panel; axis titles stand at the outer ones only.
    func place(_ index: Int, on canvas: Canvas, x: String, y: String) -> [String] {
        let (row, column) = (index / columns, index % columns)
        let start = left + column * (panelWidth + gap)
        let isLastRow = index + columns >= count
        return canvas.place(row) + [
            "set lmargin at screen \(canvas.x(start)); "
                + "set rmargin at screen \(canvas.x(start + panelWidth))"
        ] + (index > 0 ? ["unset for [tag = 1:99] label tag"] : []) + [
            isLastRow ? "set xlabel '\(x)'" : "unset xlabel",
            column == 0 ? "set ylabel '\(y)'" : "unset ylabel",
        ]
    }
}
