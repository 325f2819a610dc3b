import FoundationEssentials
import Glibc
import Plotting
import Testing

/// Runs the real gnuplot, as a person would.
enum Gnuplot {
    static let isInstalled = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Runs a script of a directory.
    ///
    /// - Parameter environment: settings before the command, such as `HOME=/tmp`.
    /// - Returns: what gnuplot printed, empty if it had nothing to complain of; exit status.
    static func run(_ script: String, in directory: String, environment: String = "") -> (
        output: String, status: CInt
    ) {
        let log = directory + "/" + script + ".log"
        let status = system(
            "cd '\(directory)' && \(environment) gnuplot '\(script)' > '\(log)' 2>&1")
        let output = (try? Data(contentsOf: URL(filePath: log))).map {
            String(decoding: $0, as: UTF8.self)
        }
        return (output ?? "no log", status)
    }

    /// Does `body` in a fresh directory, which goes away, or in one below `BENCH_PLOT_DIR`, if that is
    /// set, to look at the results.
    static func inDirectory(_ name: String, _ body: (String) throws -> Void) throws {
        let kept = getenv("BENCH_PLOT_DIR").map { String(cString: $0) }
        let path = "\(kept ?? "/tmp")/\(kept == nil ? "bench-plots-\(getpid())-" : "")\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { if kept == nil { try? FileManager.default.removeItem(atPath: path) } }
        try body(path)
    }

    /// Draws what a set has in a fresh directory, which has to work without a word.
    ///
    /// - Parameter body: gets the SVG of the figure of this name.
    static func draw(
        _ set: PlotSet, _ figure: String, in name: String, _ comment: String = "",
        _ body: (String) throws -> Void
    ) throws {
        try inDirectory(name) { directory in
            for (file, text) in set.files {
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
            }
            let result = run(try #require(set.scripts.first), in: directory)
            #expect(result.status == 0 && result.output == "", "\(comment): \(result.output)")
            try body(
                try String(
                    contentsOf: URL(filePath: "\(directory)/\(figure).svg"), encoding: .utf8))
        }
    }

    static func size(_ path: String) -> Int {
        (try? Data(contentsOf: URL(filePath: path)).count) ?? 0
    }
}
