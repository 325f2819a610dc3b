import FoundationEssentials
import Glibc

/// Runs the real gnuplot, as a person would.
enum Gnuplot {
    static let isInstalled = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Writes the files into a directory and runs each script there.
    /// - Returns: what gnuplot printed, empty if it had nothing to complain of; exit status.
    static func run(_ script: String, in directory: String) -> (output: String, status: CInt) {
        let log = directory + "/" + script + ".log"
        let status = system("cd '\(directory)' && gnuplot '\(script)' > '\(log)' 2>&1")
        let output = (try? Data(contentsOf: URL(filePath: log))).map {
            String(decoding: $0, as: UTF8.self)
        }
        return (output ?? "no log", status)
    }

    /// A fresh directory, or one below `BENCH_PLOT_DIR` if that is set, to look at the results.
    static func directory(_ name: String) throws -> String {
        let kept = getenv("BENCH_PLOT_DIR").map { String(cString: $0) }
        let path = (kept ?? "/tmp/bench-plots-\(getpid())") + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    static func size(_ path: String) -> Int {
        (try? Data(contentsOf: URL(filePath: path)).count) ?? 0
    }
}
