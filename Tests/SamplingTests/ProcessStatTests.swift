import Testing

@testable import Sampling

struct ProcessStatTests {
    @Test func aRealKernelThreadIsKnownByItsFlag() throws {
        let stat = try #require(ProcessStat(parsing: try Fixture.bytes("stat.kthreadd")))
        #expect(stat.name == "kthreadd")
        #expect(stat.parent == 0)
        #expect(stat.isKernelThread)
    }

    @Test func aRealProgramIsRead() throws {
        let stat = try #require(ProcessStat(parsing: try Fixture.bytes("stat.cat")))
        #expect(stat.name == "cat")
        #expect(stat.parent == 11_592)
        #expect(!stat.isKernelThread)
        #expect(stat.threads == 1)
        #expect(stat.startTime == 187_357)
    }

    @Test func timesAreAddedAndANameMayHoldParentheses() throws {
        let line = "7 (a) b (c) R 3 7 7 -1 -1 64 0 0 0 0 10 20 300 400 20 0 5 0 99 0\n"
        let stat = try #require(ProcessStat(parsing: line.bytes))
        #expect(stat.name == "a) b (c")
        #expect(stat.parent == 3)
        #expect(stat.ownTicks == 30)
        #expect(stat.reapedTicks == 700)
        #expect(stat.threads == 5)
        #expect(stat.startTime == 99)
    }

    @Test(arguments: ["", "7 sh R 1", "7 (sh)", "7 (sh) R 1 7 7 0 -1 64 0 0 0 0 1 2", ") 7 ("])
    func anythingElseIsNoProcess(_ text: String) {
        #expect(ProcessStat(parsing: text.bytes) == nil)
    }
}
