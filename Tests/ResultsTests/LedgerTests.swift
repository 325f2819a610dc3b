import Results
import Testing

struct LedgerTests {
    @Test func theTermsCloseTheBalance() {
        // A trial checked by hand: veth, XDP live frames, PACKET_MMAP.
        let ledger = Ledger(
            offered: 1_530_758, unique: 1_405_913, dropsSocket: 107_882, dropsDevice: 16_963)
        #expect(ledger.unexplained == 0)
    }

    @Test func everyTermExplainsItsFrames() {
        let ledger = Ledger(
            offered: 1000, unique: 500, dropsSocket: 1, dropsDevice: 2, dropsBacklog: 4,
            dropsQdisc: 8, filtered: 16, residual: 32, tool: 64)
        #expect(ledger.unexplained == 1000 - 500 - 127)
    }

    @Test func moreExplainedThanLostIsNegative() {
        #expect(Ledger(offered: 10, unique: 9, dropsSocket: 3).unexplained == -2)
    }

    @Test func whatWasNotMeasuredExplainsNothing() {
        #expect(Ledger(offered: 10, unique: 4).unexplained == 6)
        #expect(Ledger(unique: 4, dropsSocket: 1).unexplained == nil)
        #expect(Ledger(offered: 10).unexplained == nil)
        #expect(Ledger(offered: 10).lossPercent == nil)
    }

    @Test(arguments: [(1000, 900, 10.0), (1000, 1000, 0), (1000, 0, 100), (3, 1, 200.0 / 3)])
    func lossIsOfOffered(offered: Int, unique: Int, percent: Double) {
        #expect(Ledger(offered: offered, unique: unique).lossPercent == percent)
    }

    @Test func ofNothingOfferedThereIsNoLoss() {
        #expect(Ledger(offered: 0, unique: 0).lossPercent == nil)
    }

    @Test func absurdCountersDoNotTrap() {
        #expect(Ledger(offered: .min, unique: .max, dropsSocket: .max).unexplained != nil)
    }

    @Test func aRecordTakesItsDerivedColumnsFromTheLedger() {
        var record = TrialRecord()
        record.ledger = Ledger(offered: 100, unique: 90, dropsDevice: 4)
        #expect(record.unexplainedFrames == 6)
        #expect(record.lossPercent == 10)
        #expect(record.dropsSocket == nil)
        #expect(record.ledger == Ledger(offered: 100, unique: 90, dropsDevice: 4))
    }

    @Test func onlyTheMachinesReasonsPass() {
        let transient = InvalidReason.allCases.filter(\.isTransient)
        #expect(Set(transient) == [.load, .foreignLoad, .steal, .sndbuf, .throttled, .hostLost])
    }
}
