import Experiment
import Settings
import Testing

@Suite struct KeyReferenceTests {
    @Test func everyKeyIsARow() {
        let rows = KeyReference.keys(Stub.vocabulary)
        #expect(rows.count == 2 + 69)
        #expect(
            rows.contains(
                "| `[experiment] duration` | How long the traffic of one trial lasts, warm-up not "
                    + "counted. | a duration such as “20s” or “500ms”, from 100ms to 24h | "
                    + "`\"20s\"` |"))
        #expect(
            rows.contains(
                "| `[traffic] engine` | What sends the frames; `auto` is the fastest allowed here. "
                    + "| one of auto, xdp, sendmmsg; a list is an axis | `\"auto\"` |"))
        #expect(rows.allSatisfy { $0.split(separator: "|").count == 4 })
    }

    @Test func everySettingIsARow() throws {
        let recv = try #require(Stub.vocabulary.backends.first { $0.name == "recv" })
        #expect(
            KeyReference.settings(recv).dropFirst(2).first
                == "| `snaplen` | Bytes kept. | a byte count such as “64KiB”, from 1 to 65535 bytes "
                + "| `65535` |")
    }
}
