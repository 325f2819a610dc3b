/// How one curve looks.
struct CurveStyle {
    let colour: String
    /// gnuplot's number of the point type.
    let mark: Int
    /// gnuplot's dash type.
    let dash: String
    /// `with lines` of a secondary curve is thinner.
    var width = 1.6

    /// The same colour, partly transparent: gnuplot's `#AARRGGBB`.
    var faint: String { "#60\(colour.dropFirst())" }

    /// One for each curve; curves of the same name, in different panels, look the same.
    ///
    /// A role's curves share its colour, and differ by dashes and marks; where there is only one
    /// role, colours tell its curves apart.
    static func styles(of curves: [CurveSet.Curve]) -> [CurveStyle] {
        var named: [CurveSet.Curve] = []
        for curve in curves where !named.contains(where: { $0.label == curve.label }) {
            named.append(curve)
        }
        let styles = Dictionary(
            zip(named.map(\.label), different(named)), uniquingKeysWith: { first, _ in first })
        return curves.compactMap { styles[$0.label] }
    }

    private static func different(_ curves: [CurveSet.Curve]) -> [CurveStyle] {
        var roles: [String] = []
        for curve in curves where !roles.contains(curve.family) { roles.append(curve.family) }
        let hasSecondary = curves.contains(where: \.isSecondary)
        var seen: [String: Int] = [:]
        return curves.enumerated().map { index, curve in
            let key = "\(curve.family) \(curve.isSecondary)"
            let variant = seen[key, default: 0]
            seen[key] = variant + 1
            let isByRole = roles.count > 1
            let colour = isByRole ? roles.firstIndex(of: curve.family) ?? 0 : index
            let dash = isByRole && roles.count < curves.count ? variant : index
            guard hasSecondary else {
                return CurveStyle(
                    colour: Palette.colour(colour), mark: Palette.mark(index),
                    dash: Palette.dash(dash))
            }
            // A family's colour; dashes say with or without, marks which of several.
            let family = isByRole ? roles.firstIndex(of: curve.family) ?? 0 : variant
            return CurveStyle(
                colour: curve.isSecondary
                    ? Palette.light(family) : Palette.colour(family),
                mark: Palette.mark(variant), dash: curve.isSecondary ? "'-'" : "1",
                width: curve.isSecondary ? 1.2 : 1.8)
        }
    }
}
