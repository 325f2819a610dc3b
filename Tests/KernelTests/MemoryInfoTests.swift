import Testing

@testable import Kernel

struct MemoryInfoTests {
    @Test func `The machine says what is available`() throws {
        #expect(
            MemoryInfo.availableBytes(in: "MemTotal: 9 kB\nMemAvailable:  2048 kB\n") == 2 << 20)
        #expect(MemoryInfo.availableBytes(in: "MemTotal: 9 kB\n") == nil)
        #expect(try #require(MemoryInfo.availableBytes()) > 0)
    }

    @Test(arguments: [
        (
            [
                "memory.max": "1000000\n", "memory.current": "700000\n",
                "memory.stat": "anon 5\ninactive_file 100000\n",
            ], 400_000 as Int?
        ),
        (["memory.max": "max\n", "memory.current": "700000\n"], nil),
        (["memory.max": "1000\n", "memory.current": "5000\n"], 0),
        (
            [
                "memory.limit_in_bytes": "1000000\n", "memory.usage_in_bytes": "200000\n",
                "memory.stat": "inactive_file 1\ntotal_inactive_file 50\n",
            ], 800_050
        ),
        ([:], nil),
    ])
    func `A cgroup's limit leaves what is not used`(files: [String: String], bytes: Int?) {
        #expect(MemoryInfo.availableBytes { files[$0] } == bytes)
    }
}
