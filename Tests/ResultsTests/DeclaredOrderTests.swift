import Results
import Testing

struct DeclaredOrderTests {
    private static func sorted(
        _ texts: [String?], as declared: [String], of name: String = "touch"
    ) throws -> [String?] {
        let condition = try #require(Condition.named(name, ["touch", "ring"]))
        let order = DeclaredOrder(values: [name: declared])
        return texts.sorted { order.precedes($0, $1, of: condition) }
    }

    @Test("words stand as in the file, those that are not in it follow")
    func words() throws {
        let found = try Self.sorted(
            ["copy", "write", "peek", "header", "count"], as: ["count", "header", "copy", "write"])
        #expect(found == ["count", "header", "copy", "write", "peek"])
    }

    @Test(
        "numbers of one unit have their own order",
        arguments: [
            ["40ms", "10ms", "1s"], ["4096", "128"], ["50%", "12.5%"],
            ["1000 frames", "64 frames"],
        ])
    func numbers(declared: [String]) throws {
        let found = try Self.sorted(declared, as: declared, of: "ring")
        #expect(found == declared.sorted(by: ValueOrder.precedes))
    }

    @Test("numbers beside words stand as in the file")
    func mixed() throws {
        let declared = ["max", "200000 pps", "100000 pps"]
        #expect(try Self.sorted(declared.sorted(), as: declared, of: "rate") == declared)
    }

    @Test("what is usual has its place, though it needs no word")
    func usual() throws {
        let found = try Self.sorted(
            ["tcp4", nil, "udp4"], as: ["udp4", "bare"], of: "frame_format")
        #expect(found == ["udp4", nil, "tcp4"])
    }

    @Test("labels of points follow the series, then the values of the file")
    func points() {
        let points = ["B", "A"].flatMap { role in
            ["write", "count", "copy"].map { touch in
                var record = TrialRecord()
                (record.role, record.point) = (role, role + touch)
                record.settings["touch"] = touch
                return record
            }
        }
        let order = DeclaredOrder(
            series: ["B", "A"], values: ["touch": ["count", "copy", "write"]])
        let labels = PointLabels(points, settingNames: ["touch"], order: order)
        #expect(
            labels.ordered().map(labels.label) == [
                "B, touch count", "B, touch copy", "B, touch write",
                "A, touch count", "A, touch copy", "A, touch write",
            ])
    }
}
