import CLinux
import Glibc

/// A setup program run to its end: iproute2, ethtool, gnuplot.
///
/// It is killed at its deadline, soon after a signal that asks us to end (``EndSignals``), and when
/// the calling thread ends, however that comes.
///
/// Our own, because swift-subprocess needs an `async` caller, and namespaces belong to a thread.
package enum Command {
    /// How a program ended and what it printed.
    package struct Output: Sendable {
        package let end: ProcessEnd
        package let text: String
        package let errors: String
    }

    /// Seconds that a program may take where nothing else is said.
    package static let usualSeconds = 20

    /// A program that could not be started, or did not succeed.
    package struct Failure: Error, CustomStringConvertible {
        /// The words typed: program and arguments.
        package let words: [String]
        /// Its own complaint, or the system's.
        package let reason: String

        package var description: String {
            "\(words.joined(separator: " ")): \(reason)"
        }
    }

    /// Runs `words` with `input` on its standard input and returns what it printed.
    ///
    /// The child starts in the namespaces of the calling thread.
    /// - Throws: ``Failure`` unless it exits with status 0.
    @discardableResult
    package static func run(
        _ words: [String], input: String = "", in directory: String? = nil,
        within seconds: Int = usualSeconds
    ) throws(Failure) -> Output {
        let output: Output
        do throws(SystemError) {
            output = try collect(words, input: input, in: directory, within: seconds)
        } catch {
            let reason =
                switch error.code {
                case ETIMEDOUT: "it did not end within \(seconds) s"
                case ENOENT: "there is no program “\(words[0])”"
                case EFBIG: "it printed more than \(MemoryFile.mostPrinted >> 20) MiB"
                default: error.description
                }
            throw Failure(words: words, reason: reason)
        }
        guard output.end.isSuccess else {
            let complaint = output.errors.isEmpty ? output.end.words : output.errors
            throw Failure(words: words, reason: complaint.onOneLine)
        }
        return output
    }

    /// Runs `words` whatever its exit status.
    ///
    /// - Parameter stream: what its standard input is instead of `input`.
    /// - Throws: ``SystemError`` if it cannot be started; with `ETIMEDOUT` if it did not end within
    ///   `seconds`, with `EINTR` if we were asked to end before it did, with `EFBIG` if it printed
    ///   more than ``MemoryFile/mostPrinted``.
    package static func collect(
        _ words: [String], input: String = "", from stream: ChildProcess.Stream? = nil,
        in directory: String? = nil, within seconds: Int = usualSeconds
    ) throws(SystemError) -> Output {
        // Into memory files, not pipes: nothing to drain while the program runs.
        let errors = try MemoryFile()
        let output = try MemoryFile()
        let child = try ChildProcess(
            words[0], Array(words.dropFirst()),
            streams: .init(
                input: stream ?? (input.isEmpty ? .null : .pipe),
                output: .descriptor(output.number),
                error: .descriptor(errors.number)),
            directory: directory, isBound: true)
        if !input.isEmpty { try? child.send(input) }
        child.closeInput()
        let end = try end(of: child, words[0], within: seconds, printing: [output, errors])
        return Output(end: end, text: try output.text(), errors: try errors.text())
    }

    /// Waits for the end; kills the program and what it started if that is too late.
    private static func end(
        of child: ChildProcess, _ name: String, within seconds: Int, printing files: [MemoryFile]
    ) throws(SystemError) -> ProcessEnd {
        let handle = Descriptor(
            owning: try systemCall("pidfd_open") { clinux_process_handle(child.pid) })
        var deadline = MonotonicClock.now() + Int64(seconds) * 1_000_000_000
        var isAsked = false
        while true {
            if let end = try child.poll() { return end }
            let now = MonotonicClock.now()
            if !isAsked, EndSignals.arePending {
                isAsked = true
                deadline = min(deadline, now + grace)
            }
            guard now < deadline else { break }
            for file in files where try file.size() > MemoryFile.mostPrinted {
                child.killGroup()
                _ = try child.wait()
                throw SystemError(call: "write", code: EFBIG, subject: "what \(name) prints")
            }
            _ = Poll.readable([handle.number], within: min(deadline - now, 50_000_000))
        }
        child.killGroup()
        _ = try child.wait()
        throw SystemError(call: "wait4", code: isAsked ? EINTR : ETIMEDOUT, subject: name)
    }

    /// Nanoseconds that a program has after a signal: enough to take an interface away.
    private static let grace: Int64 = 1_000_000_000
}

extension String {
    /// Its lines, joined by semicolons: a reason goes into one line of a log or a table.
    var onOneLine: String {
        split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}

/// An anonymous file in memory: `memfd_create(2)`.
///
/// It has no name, so nothing is left of it however its holders end.
package final class MemoryFile: Sendable {
    private let descriptor: Descriptor

    package init() throws(SystemError) {
        descriptor = Descriptor(
            owning: try systemCall("memfd_create") { clinux_memory_file("bench") })
    }

    /// A path by which a child process in our pid namespace can open it.
    var path: String { "/proc/\(getpid())/fd/\(descriptor.number)" }
    /// A path by which we can open it, in whichever pid namespace we are.
    package var ownPath: String { "/proc/self/fd/\(descriptor.number)" }
    /// For the child's end of a stream.
    package var number: CInt { descriptor.number }

    /// Adds `bytes` at the end.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        try writeAll(bytes, to: descriptor.number, "a memory file")
    }

    /// Writes all of `bytes` at an offset; the file grows as far as it has to.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            done += try systemCall("pwrite") {
                pwrite(descriptor.number, rest.baseAddress, rest.count, off_t(offset + done))
            }
        }
    }

    /// The last bytes of it, at most `limit`, without what ``trim(beyond:)`` took away.
    package func tail(_ limit: Int) throws(SystemError) -> String {
        let start = max(0, try size() - limit)
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = try systemCall("pread") {
            pread(descriptor.number, &bytes, limit, off_t(start))
        }
        return String(decoding: bytes[..<count].drop { $0 == 0 }, as: UTF8.self)
    }

    /// Gives back the memory of all that was written, if it is more than `limit` bytes.
    ///
    /// Its writer goes on where it was, behind a hole.
    package func trim(beyond limit: Int) throws(SystemError) {
        var status = stat()
        try systemCall("fstat") { fstat(descriptor.number, &status) }
        guard status.st_blocks * 512 > limit else { return }
        try systemCall("ftruncate") { ftruncate(descriptor.number, 0) }
    }

    /// Bytes from its start to its end.
    package func size() throws(SystemError) -> Int {
        var status = stat()
        try systemCall("fstat") { fstat(descriptor.number, &status) }
        return Int(status.st_size)
    }

    /// The most that a program of others may print.
    package static let mostPrinted = 64 << 20

    /// All of it, from the start; of more than ``mostPrinted`` the beginning.
    package func text() throws(SystemError) -> String {
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try systemCall("pread") {
                pread(descriptor.number, &chunk, chunk.count, off_t(bytes.count))
            }
            if count == 0 || bytes.count >= Self.mostPrinted {
                return String(decoding: bytes, as: UTF8.self)
            }
            bytes += chunk[..<count]
        }
    }
}
