import Kernel
import Testing

/// Files that are there whole, or not at all.
@Suite struct DurableFileTests {
    @Test(arguments: ["/tmp/", "/", ""])
    func `A file is replaced and removed, wherever it is`(folder: String) throws {
        if folder == "/", !Here.isRoot { try Test.cancel("needs root to write into /") }
        let path = "\(folder)bench-test-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        for text in ["one", "two"] {
            try DurableFile.replace(path, with: text)
            #expect(try ProcFile.text(path) == text)
        }
        try DurableFile.remove(path)
        #expect((try? ProcFile.text(path)) == nil)
        try DurableFile.remove(path)
    }
}
