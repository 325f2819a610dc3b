import Glibc
import Kernel
import Settings
import Testing

@testable import Capture

/// Frames without an Ethernet header: an interface whose other end is this program.
@Suite(
    .serialized, .enabled(if: TestNetwork.isAvailable, "\(TestNetwork.requirement)"))
struct TunTests {
    @Test(arguments: Backend.names(with: "filter"))
    func aFilterIsCompiledForTheKindOfLink(_ name: String) throws {
        let backend = try #require(Backend.named(name))
        let outcome = try TestNetwork.run { network in
            let tun = try Tun("u0")
            try network.ip("link", "set", "u0", "up")
            let session = try backend.session(
                ["filter=udp port 53"], counting: .account, interface: "u0")
            var tally = try FrameTally(counting: .account)
            for _ in 0..<10 { try tun.write(Self.packet(transport: 17)) }
            for _ in 0..<4 { try tun.write(Self.packet(transport: 1)) }
            try session.awaitArrival(of: 10)
            try session.takeRest(into: &tally)
            return Outcome(counts: tally.counts, counters: try session.counters())
        }
        #expect(outcome.counts.frames == 10)
        #expect(outcome.counts.bytes == 10 * 48)
        #expect(outcome.counters.received == 10)
        #expect(outcome.counters.filtered == 4)
    }

    @Test(arguments: Backend.names(with: "filter"))
    func aFilterForTagsIsRefusedWhereThereAreNone(_ name: String) throws {
        let backend = try #require(Backend.named(name))
        let failure = try TestNetwork.run { network -> String in
            let tun = try Tun("u0")
            try network.ip("link", "set", "u0", "up")
            do {
                _ = try withExtendedLifetime(tun) {
                    try backend.session(["filter=vlan 7"], interface: "u0")
                }
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(failure.contains("no VLAN support for"), "\(failure)")
    }

    /// IPv4 with 28 bytes to port 53: RFC 791, RFC 768.
    private static func packet(transport: UInt8) -> [UInt8] {
        let address: [UInt8] = [192, 0, 2, 1]
        let head: [UInt8] = [0x45, 0, 0, 48, 0, 1, 0, 0, 64, transport, 0, 0]
        return head + address + address + [0, 9, 0, 53, 0, 28, 0, 0]
            + [UInt8](repeating: 1, count: 20)
    }
}

/// The end of a tun interface in this program; the interface goes with it.
private final class Tun {
    private let file: Descriptor

    init(_ name: String) throws {
        let number = try systemCall("open(/dev/net/tun)") { open("/dev/net/tun", O_RDWR) }
        file = Descriptor(owning: number)
        // struct ifreq: 16 bytes of name, then the flags IFF_TUN and IFF_NO_PI.
        var request = [UInt8](repeating: 0, count: 40)
        request.replaceSubrange(0..<name.utf8.count, with: name.utf8)
        request.replaceSubrange(16..<18, with: [0x01, 0x10])
        let setInterface: UInt = 0x4004_54ca
        _ = try systemCall("ioctl(TUNSETIFF)") { ioctl(number, setInterface, &request) }
    }

    func write(_ packet: [UInt8]) throws {
        let number = file.number
        _ = try systemCall("write") { Glibc.write(number, packet, packet.count) }
    }
}
