/// How one curve looks.
struct CurveStyle {
    let colour: String
    /// gnuplot's number of the point type.
    let mark: Int
    /// gnuplot's dash type.
    let dash: String

    /// The same colour, partly transparent: gnuplot's `#AARRGGBB`.
    var faint: String { "#60\(colour.dropFirst())" }

    /// One for each curve.
    ///
    /// A role's curves share its colour, and differ by dashes and marks; where there is only one
    /// role, colours tell its curves apart.
    static func styles(of curves: [CurveSet.Curve]) -> [CurveStyle] {
        var roles: [String] = []
        for curve in curves where !roles.contains(curve.role) { roles.append(curve.role) }
        var seen: [String: Int] = [:]
        return curves.enumerated().map { index, curve in
            let variant = seen[curve.role, default: 0]
            seen[curve.role] = variant + 1
            let isByRole = roles.count > 1
            let colour = isByRole ? roles.firstIndex(of: curve.role) ?? 0 : index
            let dash = isByRole && roles.count < curves.count ? variant : index
            return CurveStyle(
                colour: Palette.colour(colour), mark: Palette.mark(index),
                dash: Palette.dash(dash))
        }
    }
}
