import Frames
import Mustache

/// Reports as HTML: one file that needs no other and no network.
package enum ReportHTML {
    /// The page of some runs, in their order, with an index at its top.
    ///
    /// Pure. Texts of the runs are escaped by the template library, and characters that act on a
    /// page instead of being shown are replaced.
    ///
    /// - Parameter version: of bench, for the page's head.
    /// - Throws: only if a template cannot be parsed.
    package static func text(_ runs: [ReportedRun], version: String) throws -> String {
        let page = PageMaker(runs, version: version).page
        let library = try Templates.library()
        return PlainText.shown(library.render(page, withTemplate: "page") ?? "")
    }
}
