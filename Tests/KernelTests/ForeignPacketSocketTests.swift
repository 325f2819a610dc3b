import Testing

@testable import Kernel

@Suite(.enabled(if: ProcessInfo.isRoot, "needs root: packet sockets"))
struct ForeignPacketSocketTests {
    @Test("all sockets that are asked for, or none")
    func allOrNone() throws {
        let before = Set(try PacketSocketTable.read().map(\.inode))
        let one = try PacketSocket(interface: "lo")
        let other = try PacketSocket(interface: "lo")
        let own = Set(try PacketSocketTable.read().map(\.inode)).subtracting(before).sorted()
        #expect(own.count == 2)
        #expect(ForeignPacketSocket.all(inodes: own)?.count == 2)
        #expect(ForeignPacketSocket.all(inodes: [])?.count == 0)
        // One that nobody has.
        #expect(ForeignPacketSocket.all(inodes: own + [4_000_000_000]) == nil)
        _ = (try one.readStatistics(), try other.readStatistics())
    }
}
