package import Settings

/// The keys of experiment files as Markdown, from the declarations that the decoder reads by.
package enum KeyReference {
    private static let head = ["| Key | Meaning | Allowed | Default |", "|---|---|---|---|"]

    /// The table of all keys but the settings; a key that may be a list says so.
    package static func keys(_ vocabulary: Vocabulary) -> [String] {
        head
            + KeyTable.rows.map { row in
                let allowed =
                    row.allowed(vocabulary)
                    + (row.isAxis ? "; a list is an axis" : row.isList ? ", or a list" : "")
                return line(
                    KeyTable.lists.contains(row.table) ? "[[\(row.table)]]" : "[\(row.table)]",
                    row.name, row.meaning, allowed,
                    row.defaultText.map { "`\($0)`" } ?? row.otherwise)
            }
    }

    /// The table of one backend's or engine's settings, all of which may be axes.
    package static func settings(_ component: Component) -> [String] {
        head
            + component.settings.map { spec in
                line(
                    "", spec.name, spec.meaning, spec.allowed,
                    spec.defaultValue.map { "`\($0.text)`" } ?? "")
            }
    }

    private static func line(
        _ table: String, _ name: String, _ meaning: String, _ allowed: String, _ otherwise: String
    ) -> String {
        let key = "`\(table.isEmpty ? name : "\(table) \(name)")`"
        let cells = [key, meaning, allowed, otherwise].map { $0.replacing("|", with: "\\|") }
        return "| \(cells.joined(separator: " | ")) |"
    }
}
