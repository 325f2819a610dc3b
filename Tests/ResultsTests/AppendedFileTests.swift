import FoundationEssentials
import Glibc
import Testing

@testable import Results

struct AppendedFileTests {
    private let path = "/tmp/bench-appended-\(getpid())-\(UInt32.random(in: 0 ... .max))"

    private func content() throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    @Test func rowsFollowTheHeaderWhichIsWrittenOnce() throws {
        defer { unlink(path) }
        for row in ["1\n", "2\n"] {
            let file = try AppendedFile(path: path, header: Array("h\n".utf8))
            try file.append(Array(row.utf8))
        }
        #expect(try content() == "h\n1\n2\n")
    }

    @Test func aFullDiskIsNamedWithThePath() throws {
        let file = try AppendedFile(path: "/dev/full", header: [])
        do throws(FileError) {
            try file.append(Array("row\n".utf8))
            Issue.record("the full device took a row")
        } catch {
            #expect(error.isDiskFull)
            #expect("\(error)" == "write on /dev/full: No space left on device")
        }
    }

    @Test func aFullDiskFailsTheHeaderToo() {
        #expect(throws: FileError.self) {
            _ = try AppendedFile(path: "/dev/full", header: Array("h\n".utf8))
        }
    }

    @Test func ofARowThatDoesNotFitNothingStays() throws {
        defer { unlink(path) }
        // The disk takes 5 bytes of the second row, then is full.
        let budget = Budget(left: 9)
        let file = try AppendedFile(path: path, header: []) { descriptor, bytes in
            let count = min(bytes.count, budget.left)
            guard count > 0 else {
                errno = ENOSPC
                return -1
            }
            budget.left -= count
            return write(descriptor, bytes.baseAddress, count)
        }
        try file.append(Array("row\n".utf8))
        #expect(throws: FileError.self) { try file.append(Array("second row\n".utf8)) }
        #expect(try content() == "row\n")
    }

    @Test func aRowWrittenInPiecesAndWithSignalsIsWhole() throws {
        defer { unlink(path) }
        let budget = Budget(left: 0)
        let file = try AppendedFile(path: path, header: []) { descriptor, bytes in
            budget.left += 1
            guard budget.left % 2 == 0 else {
                errno = EINTR
                return -1
            }
            return write(descriptor, bytes.baseAddress, min(3, bytes.count))
        }
        try file.append(Array("a long row\n".utf8))
        #expect(try content() == "a long row\n")
    }

    @Test func aPathThatCannotBeOpenedIsNamed() {
        #expect {
            _ = try AppendedFile(path: "/nowhere/x.csv", header: [])
        } throws: {
            "\($0)" == "open on /nowhere/x.csv: No such file or directory"
        }
    }

    /// Used on one thread only.
    private final class Budget: @unchecked Sendable {
        var left: Int
        init(left: Int) { self.left = left }
    }
}
