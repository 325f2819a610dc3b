import Mustache

/// The page's templates: Mustache, a file beside this one each.
///
/// They are texts of the program, not files, so that an installed bench has them wherever it is.
enum Templates {
    static let all = [
        "page": page, "contents": contents, "block": block, "table": table, "figure": figure,
        "details": details,
    ]

    static func library() throws -> MustacheLibrary {
        var library = MustacheLibrary()
        for (name, text) in all { try library.register(text, named: name) }
        return library
    }
}
