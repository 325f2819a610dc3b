import Mustache

/// A table with a caption, a header for each column, and a header in each row.
struct PageTable {
    /// Unique within the page: names the caption.
    let tableID: String
    let caption: String
    let columns: [PageColumn]
    let rows: [PageRow]

    struct PageColumn {
        let title: String
        let isNumber: Bool
        var isHeader = false

        static func text(_ title: String) -> PageColumn {
            PageColumn(title: title, isNumber: false)
        }
        static func number(_ title: String) -> PageColumn {
            PageColumn(title: title, isNumber: true)
        }
        /// Names the row.
        static func header(_ title: String) -> PageColumn {
            PageColumn(title: title, isNumber: false, isHeader: true)
        }
    }

    struct PageRow: MustacheParent {
        let cells: [PageCell]
        /// A class that sets it apart: `off` for what does not count.
        let tone: String?

        func child(named name: String) -> Any? {
            switch name {
            case "cells": cells
            case "tone": tone
            default: nil
            }
        }
    }

    struct PageCell: MustacheParent {
        let text: String
        let isHeader: Bool
        let tone: String?

        func child(named name: String) -> Any? {
            switch name {
            case "text": text
            case "isHeader": isHeader
            case "tone": tone
            default: nil
            }
        }
    }

    /// - Parameter rows: a text for each column; a number that is empty was not measured.
    init(
        id: String, caption: String, columns: [PageColumn], rows: [[String]],
        tone: (Int) -> String? = { _ in nil }, cellTone: (String) -> String? = { _ in nil }
    ) {
        tableID = id
        self.caption = caption
        // A column of texts without any is none.
        let kept = columns.indices.filter { column in
            columns[column].isNumber || columns[column].isHeader
                || rows.contains { !$0[column].isEmpty }
        }
        self.columns = kept.map { columns[$0] }
        self.rows = rows.enumerated().map { index, texts in
            let cells = kept.map { place in
                let (column, text) = (columns[place], texts[place])
                let isMissing = column.isNumber && text.isEmpty
                return PageCell(
                    text: isMissing ? "-" : text, isHeader: column.isHeader,
                    tone: column.isNumber ? "n" : cellTone(text))
            }
            return PageRow(cells: cells, tone: tone(index))
        }
    }
}
