import Testing

@testable import Kernel

@Suite struct PacketSocketTableTests {
    @Test func `Bound and unbound sockets are told apart`() {
        let text = """
            sk               RefCnt Type Proto  Iface R Rmem   User   Inode
            000000005205272e 3      3    0003   2     1 0      0      3586155
            0000000061bd7bd5 2      3    0000   0     0 0      0      3584253
            short line

            """
        let entries = PacketSocketTable.parse(text)
        #expect(entries.map(\.inode) == [3_586_155, 3_584_253])
        #expect(entries.map(\.interface) == [2, 0])
        #expect(entries.map(\.isRunning) == [true, false])
    }

    @Test func `The table of this machine can be read`() throws {
        _ = try PacketSocketTable.read()
    }

    @Test func `A memory file gives its end, and its memory back`() throws {
        let file = try MemoryFile()
        try file.write(Array(repeating: 65, count: 100_000))
        #expect(try file.tail(3) == "AAA")
        try file.trim(beyond: 1 << 20)
        #expect(try file.tail(200_000).count == 100_000)
        try file.trim(beyond: 4096)
        #expect(try file.tail(10).isEmpty)
        try file.write(Array("end".utf8))
        #expect(try file.tail(10) == "end")
    }
}
