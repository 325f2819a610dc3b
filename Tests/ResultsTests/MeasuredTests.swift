import Testing

@testable import Results

/// Numbers that may be missing, in eight bytes.
struct MeasuredTests {
    @Test func aNumberTakesEightBytes() {
        #expect(MemoryLayout<Measured<Int>>.size == 8)
        #expect(MemoryLayout<Measured<Double>>.size == 8)
    }

    @Test(arguments: [0, 1, -1, .max, .min + 1])
    func wholeNumbersAreKept(number: Int) {
        var field = Measured<Int>()
        #expect(field.value == nil)
        field.value = number
        #expect(field.value == number)
        field.value = nil
        #expect(field.value == nil)
        #expect(field == Measured())
    }

    @Test(arguments: [0, -0.0, 1.5, .infinity, -.greatestFiniteMagnitude, .leastNonzeroMagnitude])
    func decimalsAreKept(number: Double) {
        var field = Measured<Double>()
        field.value = number
        #expect(field.value?.bitPattern == number.bitPattern)
        field.value = .nan
        #expect(field.value?.isNaN == true)
        field.value = nil
        #expect(field.value == nil)
        #expect(field == Measured())
    }

    @Test func theNumberThatStandsForNoneIsRefused() {
        #expect(Measured<Int>(measured: .min) == nil)
        #expect(Measured<Int>(measured: 0)?.value == 0)
    }

    @Test func aCopyOfARowIsItsOwn() {
        var one = TrialRecord()
        one.offeredFrames = 1
        one.settings["a"] = "b"
        var two = one
        #expect(one == two)
        two.offeredFrames = 2
        two.flags.append(.coarse)
        #expect(one.offeredFrames == 1)
        #expect(one.flags.isEmpty)
        #expect(two.settings == ["a": "b"])
        #expect(one != two)
    }

    @Test func everyNumberOfARowHasAPlaceInItsMemory() {
        // Reading through a closure gives the same, ten times as slowly.
        for column in TrialRecord.columns {
            switch column.kind {
            case .integer, .decimal, .text: #expect(column.place != nil, "\(column.name)")
            case .word, .words: break
            }
        }
    }
}
