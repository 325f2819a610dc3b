import Foundation
import Kernel
import Testing

/// The committed BPF objects are what their sources say.
struct BPFObjectTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CBPF")

    /// The disassembly without its first lines, which name the file.
    private static func instructions(of object: String) throws -> [Substring] {
        let tools = try Command.run([
            "sh", "-c", "dirname \"$(readlink -f \"$(command -v swift)\")\"",
        ])
        let folder = tools.text.trimmingCharacters(in: .whitespacesAndNewlines)
        let text = try Command.run(["\(folder)/llvm-objdump", "-d", "-r", object]).text
        return Array(text.split(separator: "\n").drop { !$0.contains("Disassembly") })
    }

    /// `__VERSION__` of the compiler that made an object.
    private static func compiler(of object: URL) throws -> String {
        let text = String(decoding: try Data(contentsOf: object), as: UTF8.self)
        let start = try #require(text.range(of: "Clang ") ?? text.range(of: "clang "))
        return String(text[start.lowerBound...].prefix { $0 != "\0" })
    }

    @Test(arguments: ["softirq_clock.bpf.o", "xdp_capture.bpf.o", "xdp_traffic.bpf.o"])
    func `A BPF object has the instructions that its source compiles to`(_ name: String) throws {
        let committed = Self.folder.appending(path: name)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "bench-bpf.\(ProcessInfo.pid).\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Command.run([Self.folder.appending(path: "build").path, folder.path])
        let rebuilt = folder.appending(path: name)
        let (theirs, ours) = (try Self.compiler(of: committed), try Self.compiler(of: rebuilt))
        guard theirs == ours else {
            try Test.cancel("the object was built by \(theirs), and here is \(ours)")
        }
        let instructions = try Self.instructions(of: committed.path)
        #expect(instructions.count > 5)
        #expect(instructions == (try Self.instructions(of: rebuilt.path)))
    }
}
