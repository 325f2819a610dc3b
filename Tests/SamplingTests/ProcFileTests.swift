import Foundation
import Kernel
import Testing

struct ProcFileTests {
    @Test func aFileLargerThanTheBufferIsReadWhole() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        let content = (0..<10_000).map { "\($0)\n" }.joined()
        try content.write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }

        var file = ProcFile(capacity: 7)
        #expect(String(decoding: try file.read(path), as: UTF8.self) == content)
        #expect(String(decoding: try file.read(path), as: UTF8.self) == content)
    }

    @Test func anAnswerThatIsKeptSurvivesTheNextRead() throws {
        var file = ProcFile()
        let kept = try file.read("/proc/self/comm")
        let copy = Array(kept)
        _ = try file.read("/proc/version")
        #expect(Array(kept) == copy)
    }

    @Test func aFileIsReadBelowAnOpenDirectory() throws {
        let proc = try ProcDirectory.open("/proc")
        var file = ProcFile()
        let below = Array(try file.read("sys/kernel/osrelease", in: proc))
        #expect(below == Array(try file.read("/proc/sys/kernel/osrelease")))
    }

    @Test func aMissingFileIsNamed() throws {
        var file = ProcFile()
        let error = #expect(throws: SystemError.self) { try file.read("/proc/not-there") }
        #expect(error?.subject == "/proc/not-there")
        #expect(error?.code == ENOENT)
    }

    @Test func textEndsBeforeTheLineFeed() throws {
        #expect(try ProcFile.text("/proc/self/comm").hasSuffix("\n") == false)
    }

    @Test func theOwnProcessIsListed() throws {
        let own = ProcessInfo.processInfo.processIdentifier
        #expect(try ProcDirectory.numbers("/proc").contains(own))
        #expect(try ProcDirectory.names("/proc").contains("self"))
        #expect(throws: SystemError.self) { try ProcDirectory.names("/proc/not-there") }
    }
}
