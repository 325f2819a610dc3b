/// Builds a script that plain `gnuplot` runs: one drawing, written as SVG and as PNG.
///
/// Data are read from CSV files beside it, by column name.
struct GnuplotScript {
    private let name: String
    private let canvas: Canvas
    private var lines: [String]

    /// - Parameters:
    ///   - name: the figure's name: what the files are called.
    ///   - comment: lines at the top.
    init(name: String, canvas: Canvas, comment: [String]) {
        self.name = name
        self.canvas = canvas
        lines = comment.map { "# \($0)" }
        lines += [
            "# Run it in its own directory: gnuplot \(name).gp",
            "# Nothing of a start file may change the drawing; “reset” alone leaves some of it.",
        ]
        lines += Self.defaults
        lines += [
            "set encoding utf8",
            "set datafile separator ','",
            "set datafile missing ''",
            "# A column of the rows of one series only.",
            "of(s, name) = column('series') == s ? column(name) : NaN",
        ]
    }

    /// What `reset` leaves as a start file set it, set to gnuplot's defaults (“help reset”).
    private static let defaults = [
        "unset multiplot",
        "reset",
        "unset decimalsign",
        "set locale 'C'",
        "unset minussign",
        "unset micro",
        "set overflow float",
        "unset monochrome",
        "do for [k = 1:100] { eval sprintf('unset linetype %d; unset dashtype %d', k, k) }",
        "set linetype cycle 8",
        "set colorsequence default",
        "set datafile commentschars '#'",
        "set datafile fpe_trap",
    ]

    /// Appends lines before the drawing.
    mutating func define(_ more: [String]) {
        lines += more
    }

    /// The whole text: `drawing` once for each of the two formats.
    func text(drawing: [String]) -> String {
        let size = "size \(canvas.width),\(canvas.height)"
        let double = "size \(canvas.width * 2),\(canvas.height * 2)"
        let body = [
            "do for [pass = 1:2] {",
            "    if (pass == 1) {",
            "        set terminal svg enhanced standalone \(size) font 'sans,12' \\",
            "            fontscale 1 linewidth 1 dashlength 1 butt background '#ffffff'",
            "        set output '\(name).svg'",
            "    } else {",
            "        # Three halves: this terminal's points are 4/3 of the pixels of SVG.",
            "        if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {",
            "            set terminal pngcairo enhanced \(double) font 'sans,12' fontscale 1.5 \\",
            "                linewidth 2 dashlength 1 butt pointscale 2 background '#ffffff'",
            "        } else {",
            "            if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {",
            "                print 'this gnuplot cannot write PNG: \(name).svg alone is written'",
            "                break",
            "            }",
            "            set terminal png truecolor enhanced \(size) font 'sans,12' fontscale 0.75",
            "        }",
            "        set output '\(name).png'",
            "    }",
            "    set multiplot",
        ]
        let end = ["    unset multiplot", "    unset output", "}"]
        return (lines + body + drawing.map { "    " + $0 } + end).joined(separator: "\n") + "\n"
    }
}
