extension Figure {
    /// Where each offered frame went.
    static let ledger = Figure(
        name: "ledger", title: "Where each offered frame went", needs: "valid trials"
    ) { data, settingNames in
        let bars = LedgerBars(data, settingNames: settingNames)
        guard !bars.bars.isEmpty else { return .nothing("no valid trial") }
        let script = LedgerScript(bars, data: data)
        return .files(["ledger.csv": bars.summary(), "ledger.gp": script.text()])
    }
}
