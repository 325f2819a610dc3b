import Kernel

/// Writes scripts and data, and runs gnuplot where there is one.
enum GnuplotRun {
    /// Writes files, by name, into a directory that exists.
    static func write(
        _ files: [String: String], to directory: String, _ drawn: inout PlotRun.Drawn
    ) throws(SystemError) {
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            try TextFile.write(text, to: "\(directory)/\(name)")
            drawn.files.append("\(directory)/\(name)")
        }
    }

    /// Seconds that one drawing may take.
    private static let longest = 300

    /// Runs a script's text in the directory.
    ///
    /// gnuplot gets it on its standard input: what stands in a file by now may be another's.
    static func run(_ text: String, in directory: String) throws(Command.Failure) {
        // Without the start file: a mistake there is none of the script.
        try Command.run(["gnuplot", "-d", "-"], input: text, in: directory, within: longest)
    }

    /// Runs a script in the directory; that it cannot be run is a note.
    static func draw(
        _ script: String, _ text: String, in directory: String, _ drawn: inout PlotRun.Drawn
    ) {
        do throws(Command.Failure) {
            try run(text, in: directory)
            let base = script.dropLast(".gp".count)
            drawn.files += ["\(directory)/\(base).svg", "\(directory)/\(base).png"]
        } catch {
            drawn.notes.append("\(script) was written but not drawn: \(error.reason)")
        }
    }
}
