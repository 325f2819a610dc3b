/// An SVG file as it may stand within a page: only elements that draw, ids that are unique, and
/// nothing that acts or refers to the outside.
struct SVGCleaner {
    /// What is between the tags of `svg`.
    private(set) var body = ""
    private(set) var width = 0
    private(set) var height = 0
    private(set) var anchors: [Anchor] = []

    /// A place that gnuplot gave a hypertext.
    struct Anchor {
        /// What ``HoverScript`` wrote.
        let text: String
        let x: Double
        let y: Double
    }

    private static let drawing: Set<String> = [
        "g", "path", "text", "tspan", "rect", "circle", "ellipse", "line", "polyline", "polygon",
        "use", "defs", "clipPath", "pattern", "filter", "feFlood", "feComposite",
        "linearGradient", "stop",
    ]

    private let prefix: String
    private var pieces: [String] = []
    /// Open elements, with the place of their tag in ``pieces``.
    private var open: [(name: String, piece: Int)] = []
    /// How many elements that are left out enclose this place.
    private var dropped = 0
    private var anchor: String?
    private var seen: Set<String> = []

    /// - Parameter prefix: goes before each id.
    /// - Returns: `nil` for a text that is no SVG with a `viewBox`, or is cut short.
    init?(_ text: String, prefix: String) {
        self.prefix = prefix
        var reader = SVGReader(text)
        var isWhole = false
        while let token = reader.next() {
            if case .close(name: "svg") = token, dropped == 0 {
                isWhole = true
                break
            }
            take(token)
        }
        guard isWhole, width > 0, height > 0, open.isEmpty else { return nil }
        body = pieces.joined()
    }

    private mutating func take(_ token: SVGReader.Token) {
        switch token {
        case .open("svg", let attributes, false) where width == 0 && open.isEmpty:
            readSize(attributes)
        case .open(let name, let attributes, let isEmpty):
            begin(name, attributes, isEmpty)
        case .close:
            end()
        case .text(let text):
            let isWords = open.contains { $0.name == "text" }
            if dropped == 0, isWords { pieces.append(text.replacing(">", with: "&gt;")) }
        }
    }

    private mutating func begin(
        _ name: String, _ attributes: [(name: String, value: String)], _ isEmpty: Bool
    ) {
        if let text = Self.hypertext(attributes) { anchor = text }
        if let anchor, name == "use", let point = Self.translation(attributes) {
            anchors.append(Anchor(text: anchor, x: point.x, y: point.y))
            self.anchor = nil
        }
        let stays =
            Self.drawing.contains(name) && Self.hypertext(attributes) == nil
            && !isBackground(name, attributes)
        guard dropped == 0, stays else {
            if !isEmpty { dropped += 1 }
            return
        }
        let kept = attributes.filter { keeps($0) }.compactMap(attribute).joined()
        if !isEmpty { open.append((name, pieces.count)) }
        pieces.append("<\(name)\(kept)\(isEmpty ? "/" : "")>")
    }

    private mutating func end() {
        guard dropped == 0 else {
            dropped -= 1
            return
        }
        guard let element = open.popLast() else { return }
        // gnuplot writes many groups that hold nothing.
        if element.name == "g", element.piece == pieces.count - 1 {
            pieces.removeLast()
        } else {
            pieces.append("</\(element.name)>")
        }
    }

    /// Whether it is the paper that gnuplot draws on; the page has its own.
    private func isBackground(
        _ name: String, _ attributes: [(name: String, value: String)]
    ) -> Bool {
        let wanted = [("x", "0"), ("y", "0"), ("width", "\(width)"), ("height", "\(height)")]
        return name == "rect"
            && wanted.allSatisfy { want in attributes.contains { $0 == want } }
    }

    /// Ids stay where drawing refers to them, once each: gnuplot numbers the curves of each panel
    /// from 1.
    private mutating func keeps(_ attribute: (name: String, value: String)) -> Bool {
        guard attribute.name == "id" else { return true }
        return open.contains { $0.name == "defs" } && seen.insert(attribute.value).inserted
    }

    /// An attribute as it may stay, with the space before it.
    private func attribute(_ attribute: (name: String, value: String)) -> String? {
        var (name, value) = attribute
        if name == "xlink:href" { name = "href" }
        guard !name.hasPrefix("on"), !name.contains(":"), name != "class" else { return nil }
        switch name {
        case "id": value = "\(prefix)-\(value)"
        case "href":
            guard value.hasPrefix("#") else { return nil }
            value = "#\(prefix)-\(value.dropFirst())"
        default:
            if value.contains("url(#") {
                value = value.replacing("url(#", with: "url(#\(prefix)-")
            } else if value.lowercased().contains("url(") {
                return nil
            }
        }
        let quote = value.contains("\"") ? "'" : "\""
        return " \(name)=\(quote)\(value.replacing("<", with: "&lt;"))\(quote)"
    }

    private mutating func readSize(_ attributes: [(name: String, value: String)]) {
        let box = attributes.first { $0.name == "viewBox" }?.value.split(separator: " ")
        guard let box, box.count == 4, let width = Double(box[2]), let height = Double(box[3]),
            width > 0, height > 0, width < 100_000, height < 100_000
        else { return }
        (self.width, self.height) = (Int(width), Int(height))
    }

    /// `showHypertext(evt,'0 12 point 3')`.
    private static func hypertext(_ attributes: [(name: String, value: String)]) -> String? {
        guard let call = attributes.first(where: { $0.name == "onmousemove" })?.value,
            let match = call.firstMatch(of: /showHypertext\(evt,'([^']*)'/)
        else { return nil }
        return String(match.output.1)
    }

    /// `translate(83.95,114.00) scale(4.50)`.
    private static func translation(
        _ attributes: [(name: String, value: String)]
    ) -> (x: Double, y: Double)? {
        guard let text = attributes.first(where: { $0.name == "transform" })?.value,
            let match = text.firstMatch(of: /translate\(([-0-9.]+),([-0-9.]+)\)/),
            let x = Double(match.output.1), let y = Double(match.output.2)
        else { return nil }
        return (x, y)
    }
}
