/// A whole report, as the template `page` shows it.
struct Page {
    let title: String
    let lead: String
    let style: String
    let index: [IndexEntry]
    let runs: [RunPart]

    /// A run within the contents.
    struct IndexEntry {
        let runID: String
        let runTitle: String
        let facts: String
        let outcome: String
        let links: [SectionLink]
    }

    /// A section within the contents.
    struct SectionLink {
        let target: String
        let name: String
    }

    /// All that is said of a run.
    struct RunPart {
        let runID: String
        let runTitle: String
        let facts: String
        let sections: [Section]
    }

    struct Section {
        let sectionID: String
        let name: String
        let blocks: [Block]
    }
}
