package import FoundationEssentials

/// The bytes of one CSV file, with the texts that many of its rows share.
///
/// Of a file on disk only a part is in memory: ``CSVReader`` has it move on.
package final class CSVSource {
    /// The path, for messages.
    package let file: String
    /// The part that is in memory.
    ///
    /// Memory of its own, so that looking at a byte takes neither a count of references nor a check
    /// of exclusive access: a large file has hundreds of millions of looks.
    @exclusivity(unchecked)
    package private(set) var bytes: UnsafeBufferPointer<UInt8>
    /// Byte of the file at which that part begins.
    private(set) var start = 0
    private var memory: UnsafeMutableBufferPointer<UInt8>
    /// What follows in the file; `nil` if nothing does.
    private var rest: ReadFile?
    private var texts = TextPool<String>()

    /// Copies the bytes of `text`.
    package init(_ text: some ContiguousBytes, file: String) {
        memory = text.withUnsafeBytes { text in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
            _ = copy.initialize(from: text)
            return copy
        }
        bytes = UnsafeBufferPointer(memory)
        self.file = file
    }

    /// Begins to read a file.
    /// - Parameter part: bytes to have in memory, at least 1; more if a row is longer.
    init(_ rest: ReadFile, part: Int = 1 << 20) throws(ResultsError) {
        file = rest.path
        memory = .allocate(capacity: part)
        bytes = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(memory)[..<0])
        self.rest = rest
        try fill(from: 0)
    }

    deinit { memory.deallocate() }

    /// Whether the part in memory reaches to the end of the file.
    var isWhole: Bool { rest == nil }

    /// Moves on in the file: what is before `offset` in memory goes, and more is read.
    ///
    /// - Parameter line: that of the byte at `offset`.
    /// - Throws: that the file cannot be read, or is not UTF-8.
    func advance(past offset: Int, line: Int) throws(ResultsError) {
        let kept = bytes.count - offset
        var target = memory
        if kept > memory.count / 2 { target = .allocate(capacity: 2 * memory.count) }
        if let from = bytes.baseAddress, let to = target.baseAddress, kept > 0 {
            UnsafeMutableRawPointer(to).copyMemory(from: from + offset, byteCount: kept)
        }
        if target.baseAddress != memory.baseAddress {
            memory.deallocate()
            memory = target
        }
        start += offset
        try fill(from: kept)
        try checkEncoding(from: line)
    }

    /// Reads until the memory is full or the file ends.
    private func fill(from kept: Int) throws(ResultsError) {
        var end = kept
        while let file = rest, end < memory.count {
            let free = UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(memory)[end...])
            let count = try file.read(into: free)
            end += count
            if count == 0 { rest = nil }
        }
        bytes = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(memory)[..<end])
    }

    /// The text of these bytes; the one copy of it, if it is long.
    ///
    /// Short ones live inside the `String` anyway.
    func text(_ range: Range<Int>) -> String {
        let slice = UnsafeBufferPointer(rebasing: bytes[range])
        guard slice.count > 15 else { return String(decoding: slice, as: UTF8.self) }
        return texts.value(of: slice) { String(decoding: slice, as: UTF8.self) }
    }
}

extension CSVSource {
    /// Checks the part in memory, of which a last line that does not end may be cut within a
    /// character.
    ///
    /// - Parameter line: that of its first byte.
    /// - Throws: that the text is not UTF-8, with the first line that shows it.
    package func checkEncoding(from line: Int = 1) throws(ResultsError) {
        let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF]]
        let first = bytes.prefix(start == 0 ? 4 : 0)
        if marks.contains(where: { first.starts(with: $0) }) || first.contains(0) {
            throw ResultsError(
                file: file, line: 1, problem: "the text is UTF-16 or UTF-32; save it as UTF-8")
        }
        // Most files are ASCII, and so is most of the others.
        guard !isASCII else { return }
        var line = line
        let end = (bytes.lastIndex(of: Byte.newline) ?? -1) + 1
        for part in bytes[..<end].split(separator: Byte.newline, omittingEmptySubsequences: false) {
            let isPlain = !part.contains { $0 >= 0x80 }
            guard isPlain || String(validating: part, as: UTF8.self) != nil else {
                throw ResultsError(
                    file: file, line: line,
                    problem: "the text is not UTF-8 (perhaps Latin-1); save it as UTF-8")
            }
            line += 1
        }
    }

    private var isASCII: Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var seen: UInt64 = 0
        var index = 0
        while index + 8 <= raw.count {
            seen |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index += 8
        }
        return seen & 0x8080_8080_8080_8080 == 0 && !bytes[index...].contains { $0 >= 0x80 }
    }
}
