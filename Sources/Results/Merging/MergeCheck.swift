/// Why runs cannot be joined.
package struct MergeError: Error, Hashable, CustomStringConvertible {
    /// Whether there is nothing to join, rather than what does not fit.
    package let isInconclusive: Bool
    package let description: String

    package init(_ description: String, isInconclusive: Bool = false) {
        self.isInconclusive = isInconclusive
        self.description = description
    }
}

/// Whether runs belong together.
enum MergeCheck {
    /// - Throws: the first thing by which two runs are not of one experiment.
    static func check(_ one: MergeSurvey, _ other: MergeSurvey) throws(MergeError) {
        let (a, b) = (one.manifest, other.manifest)
        let (first, second) = (one.directory.path, other.directory.path)
        guard a.schema == b.schema else {
            throw MergeError(
                "the results have different schemas: \(a.schema) in \(first), \(b.schema) in "
                    + second)
        }
        guard a.experiment == b.experiment else {
            throw MergeError(
                "the runs are of different experiments: \(a.experiment) in \(first), "
                    + "\(b.experiment) in \(second)")
        }
        guard a.experimentHash == b.experimentHash else {
            throw MergeError("\(first) and \(second) do not belong together: \(why(one, other))")
        }
        guard a.search == b.search else {
            throw MergeError("a sweep and a search cannot be joined: \(first) and \(second)")
        }
        for build in a.builds ?? [] {
            let same = b.builds?.first { $0.name == build.name }
            guard let old = build.sha256, let new = same?.sha256, old != new else { continue }
            throw MergeError(
                "the program of --\(build.name) is another in \(first) than in \(second)")
        }
    }

    /// Why two hashes of an experiment differ.
    private static func why(_ one: MergeSurvey, _ other: MergeSurvey) -> String {
        if one.manifest.quick != other.manifest.quick {
            return "one was made with --quick, the other without"
        }
        if one.manifest.builds?.map(\.command) != other.manifest.builds?.map(\.command) {
            return "they compare other programs"
        }
        let paths = [one, other].map(\.paths)
        if !paths[0].isEmpty, !paths[1].isEmpty, paths[0] != paths[1] {
            let words = paths.map { $0.joined(separator: ", ") }
            return "one was measured on \(words[0]), the other on \(words[1]); name topology and "
                + "engine in the experiment file"
        }
        return "the experiment file was changed, or --repetitions or --only differ"
    }

    /// - Throws: a point that means something else in another file.
    static func checkPoints(_ sources: [MergeSurvey]) throws(MergeError) {
        var known: [String: (request: [String?], path: String)] = [:]
        for source in sources {
            for (point, request) in source.points.sorted(by: { $0.key < $1.key }) {
                guard let old = known[point] else {
                    known[point] = (request, source.directory.path)
                    continue
                }
                guard old.request != request else { continue }
                throw MergeError(
                    "the point \(point) means something else in \(old.path) than in "
                        + "\(source.directory.path): \(words(old.request)) and \(words(request))")
            }
        }
    }

    private static func words(_ request: [String?]) -> String {
        request.compactMap { $0 }.joined(separator: " ")
    }
}
