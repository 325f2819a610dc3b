import Testing

@testable import Results

struct ValueOrderTests {
    @Test(arguments: [
        ["10000", "20000", "100000"], ["10ms", "100ms", "1s", "2s", "1min"],
        ["2000 pps", "10000 pps", "100000 pps", "max"],
        ["1 kpps", "2000 pps", "1 Mpps"], ["4096 B", "64KiB", "1 MiB", "1GiB"],
        ["64", "128", "1518", "uniform:64-128:1", "uniform:64-1518:1"],
        ["", "0", "1.5", "2"], ["-2", "-1", "0"], ["9 Mbit/s", "1 Gbit/s"],
        ["V3 (rate 20 pps, 9 slots)", "V3 (rate 100 pps, 1 slot)"],
        ["retire 10ms", "retire 1s"], ["batch2", "batch16"], ["0.5%", "5%", "10%"],
    ])
    func valuesStandByTheirSize(values: [String]) {
        #expect(values.reversed().sorted(by: ValueOrder.precedes) == values)
        for (place, one) in values.enumerated() {
            for (other, two) in values.enumerated() {
                #expect(ValueOrder.precedes(one, two) == (place < other), "\(one) \(two)")
            }
        }
    }
}
