/// Rules that every page must keep, whatever it shows: the structure of HTML, and what
/// readers by keyboard or ear need (WCAG 2.2: 1.1.1, 1.3.1, 2.4.1, 2.4.6, 3.1.1, 4.1.2).
struct PageCheck {
    struct Tag {
        let name: String
        let attributes: [String: String]
        let isClosing: Bool
        let isEmpty: Bool
        /// The text up to the next tag.
        let text: String
    }

    let html: String
    let tags: [Tag]

    init(_ html: String) {
        self.html = html
        let pattern =
            /<(\/?)([A-Za-z0-9]+)((?:\s+[a-zA-Z0-9:-]+(?:="[^"]*"|='[^']*')?)*)\s*(\/?)>([^<]*)/
        tags = html.matches(of: pattern).map { match in
            let pairs = match.output.3.matches(of: /([a-zA-Z0-9:-]+)(?:="([^"]*)"|='([^']*)')?/)
                .map { (String($0.output.1), String($0.output.2 ?? $0.output.3 ?? "")) }
            return Tag(
                name: String(match.output.2),
                attributes: Dictionary(pairs, uniquingKeysWith: { first, _ in first }),
                isClosing: !match.output.1.isEmpty, isEmpty: !match.output.4.isEmpty,
                text: String(match.output.5))
        }
    }

    var opening: [Tag] { tags.filter { !$0.isClosing } }

    func all(_ name: String) -> [Tag] { opening.filter { $0.name == name } }

    /// What is wrong, a sentence each.
    var problems: [String] {
        nesting + identifiers + headings + tables + names + strangers
    }

    private var nesting: [String] {
        let void: Set = ["meta", "link", "br", "hr", "input"]
        var open: [String] = []
        for tag in tags where !tag.isEmpty && !void.contains(tag.name) {
            if !tag.isClosing {
                open.append(tag.name)
            } else if open.popLast() != tag.name {
                return ["</\(tag.name)> closes something else, after \(open)"]
            }
        }
        // Everything that looks like a tag was read as one.
        let signs = html.utf8.count { $0 == UInt8(ascii: "<") }
        let read = tags.count + 1
        return (open.isEmpty ? [] : ["open at the end: \(open)"])
            + (signs == read ? [] : ["\(signs) “<”, but \(read) tags"])
    }

    private var identifiers: [String] {
        var seen: Set<String> = []
        let ids = opening.compactMap { $0.attributes["id"] }
        let doubled = ids.filter { !seen.insert($0).inserted }.map { "id \($0) twice" }
        let wanted = opening.flatMap { tag in
            ["aria-labelledby", "href"].compactMap { tag.attributes[$0] }
        }
        .filter { !$0.hasPrefix("data:") }.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
        return doubled + wanted.filter { !seen.contains($0) }.map { "nothing has the id \($0)" }
    }

    private var headings: [String] {
        var last = 0
        var problems: [String] = []
        for tag in opening {
            guard tag.name.count == 2, tag.name.hasPrefix("h"),
                let level = Int(tag.name.dropFirst())
            else { continue }
            if level > last + 1 { problems.append("h\(level) after h\(last)") }
            if level == 1, last > 0 { problems.append("a second h1") }
            if tag.text.allSatisfy(\.isWhitespace) { problems.append("an empty \(tag.name)") }
            last = level
        }
        return problems
    }

    private var tables: [String] {
        let cells = all("th").filter { !["row", "col"].contains($0.attributes["scope"] ?? "") }
        let bodies = html.components(between: "<table>", and: "</table>")
        return (cells.isEmpty ? [] : ["\(cells.count) th without scope"])
            + bodies.flatMap { body in
                ["<caption", "<th scope=\"col\"", "<th scope=\"row\""]
                    .filter { !body.contains($0) }.map { "a table without \($0)" }
            }
    }

    private var names: [String] {
        var problems: [String] = []
        for svg in all("svg")
        where svg.attributes["role"] != "img"
            || svg.attributes["aria-label"]?.isEmpty != false
        {
            problems.append("an svg without a name")
        }
        for tag in opening where tag.attributes["role"] == "region" {
            let name = tag.attributes["aria-label"] ?? tag.attributes["aria-labelledby"] ?? ""
            if name.isEmpty { problems.append("a region without a name") }
        }
        for (name, count) in [("html", 1), ("main", 1), ("nav", 1), ("header", 1), ("title", 0)]
        where all(name).count < max(1, count) {
            problems.append("no \(name)")
        }
        if all("html").first?.attributes["lang"] != "en" { problems.append("no language") }
        if all("nav").first?.attributes["aria-label"] == nil { problems.append("a nameless nav") }
        if all("details").count != all("summary").count { problems.append("details, no summary") }
        if opening.first(where: { $0.name == "a" })?.attributes["href"] != "#report" {
            problems.append("the first link does not skip to the report")
        }
        return problems
    }

    /// Whatever would load or run something.
    private var strangers: [String] {
        opening.flatMap { tag in
            let acts = [
                "script", "iframe", "object", "embed", "img", "form", "base", "foreignObject",
            ]
            return (acts.contains(tag.name) ? ["an element \(tag.name)"] : [])
                + tag.attributes.compactMap { name, value in
                    if name.hasPrefix("on") { return "an attribute \(name)" }
                    let refers = ["href", "src", "xlink:href", "srcset", "action"].contains(name)
                    let stays = value.hasPrefix("#") || value.hasPrefix("data:")
                    return refers && !stays ? "a reference to \(value)" : nil
                }
        }
    }
}

extension String {
    /// What stands between two texts, each time.
    func components(between start: String, and end: String) -> [String] {
        var rest = self[...]
        var parts: [String] = []
        while let from = rest.firstRange(of: start) {
            rest = rest[from.upperBound...]
            guard let to = rest.firstRange(of: end) else { break }
            parts.append(String(rest[..<to.lowerBound]))
            rest = rest[to.upperBound...]
        }
        return parts
    }
}
