import Frames
import Glibc

/// Reads whole lines from a descriptor.
package struct LineReader {
    /// A line that is longer is cut: whoever writes it is no role of ours.
    package static let longest = 1 << 20

    private var pending: [UInt8] = []
    /// The rest of a line that was too long is passed over.
    private var isPassing = false
    private let number: CInt
    private let longest: Int
    /// The other end has closed.
    package private(set) var hasEnded = false

    /// Reads from `number`, which must stay open as long as this is used.
    package init(_ number: CInt, longest: Int = LineReader.longest) {
        self.number = number
        self.longest = longest
    }

    /// Standard input.
    package static var standardInput: LineReader { LineReader(STDIN_FILENO) }

    /// Reads what there is and returns the lines completed by it.
    ///
    /// Blocks unless the descriptor is non-blocking. A last line without its newline is dropped:
    /// its writer died in the middle.
    package mutating func read() -> [String] {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(number, &chunk, chunk.count)
        if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
        guard count > 0 else {
            hasEnded = true
            return []
        }
        return take(chunk[..<count])
    }

    /// The lines that these bytes complete; each byte is looked at once.
    private mutating func take(_ bytes: ArraySlice<UInt8>) -> [String] {
        var lines: [String] = []
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            add(rest[..<end])
            if !pending.isEmpty { lines.append(String(decoding: pending, as: UTF8.self)) }
            pending.removeAll(keepingCapacity: true)
            isPassing = false
            rest = rest[(end + 1)...]
        }
        add(rest)
        return lines
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        guard !isPassing else { return }
        pending += bytes.prefix(longest - pending.count)
        isPassing = pending.count == longest
    }
}

/// Standard streams.
package enum StandardStream {
    /// Writes text to standard output, all of it, at once.
    ///
    /// - Throws: when the reader has gone (EPIPE) or the disk is full.
    package static func writeOutput(_ text: String) throws(SystemError) {
        try writeAll(text, to: STDOUT_FILENO, "standard output")
    }

    /// Writes a diagnostic; a lost diagnostic is no error.
    ///
    /// It may quote a file or a program, so no character of it acts on the terminal.
    package static func writeError(_ text: String) {
        try? writeAll(PlainText.shown(text), to: STDERR_FILENO, "standard error")
    }

    /// Writes a line in the place of the last one, on a terminal; an empty one takes that away.
    package static func writeStatus(_ line: String) {
        try? writeAll("\r\u{1b}[K" + PlainText.oneLine(line), to: STDERR_FILENO, "standard error")
    }

    package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal on standard error, or 80.
    package static var columns: Int {
        var size = winsize()
        let found = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return found ? Int(size.ws_col) : 80
    }

    /// Writes bytes to standard output, all of them.
    ///
    /// - Throws: when the reader has gone (EPIPE) or the disk is full.
    package static func writeOutput(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try writeAll(bytes, to: STDOUT_FILENO, "standard output")
    }
}
