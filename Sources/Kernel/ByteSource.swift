import Glibc

/// Bytes from a file, standard input, or a program that unpacks either.
package final class ByteSource {
    private let descriptor: Descriptor?
    /// Of the file, or of our end of the program's output.
    private let number: CInt
    private let child: ChildProcess?
    private let errors: MemoryFile?
    /// The longest wait for the next bytes of a program; -1 without an end.
    private let patience: Int32

    /// Opens a file; `-` is standard input.
    package init(_ path: String) throws(SystemError) {
        (child, errors, patience) = (nil, nil, -1)
        number =
            path == "-"
            ? try systemCall("dup") { fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) }
            : try systemCall("open", on: path) { open(path, O_RDONLY | O_CLOEXEC) }
        descriptor = Descriptor(owning: number)
    }

    /// Starts a program that reads packed bytes on its standard input and writes them unpacked.
    ///
    /// - Parameters:
    ///   - path: the file; `-` for standard input, where `start` was already read from it.
    ///   - patience: milliseconds that it may take for its next bytes. It waits for whoever
    ///     writes to standard input as long as that takes.
    package init(
        unpacking path: String, with words: [String], start: [UInt8], patience: Int32
    ) throws(SystemError) {
        let errors = try MemoryFile()
        let isInput = path == "-"
        var front: MemoryFile?
        if isInput {
            let memory = try MemoryFile()
            try memory.write(start)
            front = memory
        }
        let script =
            isInput
            ? "{ cat \(ChildProcess.Streams.filePath); cat; } | \"$@\""
            : "path=$1; shift; exec \"$@\" <\"$path\""
        let child = try ChildProcess(
            "/bin/sh", ["-c", script, "sh"] + (isInput ? [] : [path]) + words,
            streams: .init(
                input: isInput ? .inherit : .null, output: .pipe, error: .memory(errors),
                file: front))
        self.child = child
        number = child.outputNumber
        self.errors = errors
        self.patience = isInput ? -1 : patience
        descriptor = nil
    }

    deinit {
        child?.killGroup()
    }

    /// Reads what is there, at least a byte; 0 at the end.
    ///
    /// - Throws: `ETIMEDOUT` if a program took too long.
    package func read(into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        while true {
            let count = Glibc.read(number, room.baseAddress, room.count)
            if count >= 0 { return count }
            let code = errno
            if code == EINTR { continue }
            guard code == EAGAIN else { throw SystemError(call: "read", code: code) }
            try pause(for: number)
        }
    }

    private func pause(for number: CInt) throws(SystemError) {
        var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, patience) == 0 else { return }
        child?.killGroup()
        throw SystemError(call: "read", code: ETIMEDOUT)
    }

    /// How the program failed, once it has ended; `nil` if it did not, or there is none.
    package func failure() -> String? {
        guard let child, let end = try? child.wait(), !end.isSuccess else { return nil }
        let words = (try? errors?.text()) ?? ""
        return words.isEmpty ? end.words : words.onOneLine
    }
}
