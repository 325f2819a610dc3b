import Mustache

/// A piece of a page, from top to bottom; the template `block` has a part for each kind.
indirect enum Block: MustacheParent {
    case paragraph(String)
    case heading(String)
    case verdict(Headline)
    case list(Items)
    case table(PageTable)
    case figure(PageFigure)
    case code(Code)
    case download(Download)
    case details(Details)

    /// Templates ask for each kind by its name; all but one are missing.
    func child(named name: String) -> Any? {
        switch (self, name) {
        case (.paragraph(let text), "paragraph"), (.heading(let text), "heading"): text
        case (.verdict(let headline), "verdict"): headline
        case (.list(let items), "list"): items
        case (.table(let table), "table"): table
        case (.figure(let figure), "figure"): figure
        case (.code(let code), "code"): code
        case (.download(let download), "download"): download
        case (.details(let details), "details"): details
        default: nil
        }
    }
}

/// The outcome in a word, and what it was counted from.
struct Headline {
    let word: String
    let tone: String
    let text: String
}

/// A list of sentences.
struct Items {
    let items: [String]
    /// Whether they are warnings.
    let areWarnings: Bool
}

/// Text in a font of fixed width.
struct Code {
    let label: String
    let text: String
}

/// A file within the page.
struct Download {
    let label: String
    let fileName: String
    let kind: String
    let base64: String
}

/// Blocks that are folded away.
struct Details {
    let summary: String
    let isOpen: Bool
    let blocks: [Block]
}
