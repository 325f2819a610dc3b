import Frames

extension ToolCounts {
    /// Reads what a program printed; empty if it has none of the forms known.
    ///
    /// - Parameter text: everything it printed, whatever the stream.
    package init(reading text: String) {
        let lines = text.split { $0.isNewline || $0 == "\r" }
        // What is said last counts.
        let known = Self.forms.lazy.compactMap { $0(lines.reversed()) }.first
        self = known ?? ToolCounts()
    }

    /// A number of frames in decimal digits; `nil` beyond ``CountLimit/most``.
    static func number(_ digits: some StringProtocol) -> UInt64? {
        UInt64(digits).flatMap { $0 <= CountLimit.most ? $0 : nil }
    }

    private typealias Lines = ReversedCollection<[Substring]>

    /// A form for each family of programs; the more telling ones first.
    private static let forms: [@Sendable (Lines) -> ToolCounts?] = [
        dumpcap, netsniff, libpcap, libtrace,
    ]

    /// tcpdump and most programs with libpcap: `N packets captured`, `N packets received by
    /// filter`, `N packets dropped by kernel`.
    ///
    /// Received has the dropped ones in it. Source: tcpdump(8), pcap_stats(3PCAP).
    @Sendable private static func libpcap(_ lines: Lines) -> ToolCounts? {
        guard let captured = lines.number(before: "packet", "captured") else { return nil }
        return ToolCounts(
            captured: captured, received: lines.number(before: "packet", "received by filter"),
            drops: lines.number(before: "packet", "dropped by kernel"), discarded: 0)
    }

    /// dumpcap, and tshark by it: `Packets received/dropped on interface 'eth0': 9/3
    /// (pcap:1/dumpcap:1/flushed:1/ps_ifdrop:0) (75.0%)`.
    ///
    /// What the kernel offered is not said.
    @Sendable private static func dumpcap(_ lines: Lines) -> ToolCounts? {
        guard let line = lines.first(where: { $0.hasPrefix("Packets received/dropped on") }),
            let colon = line.range(after: "': "), let captured = line[colon...].leadingNumber
        else { return nil }
        guard let drops = line.number(after: "pcap:"), let own = line.number(after: "dumpcap:")
        else { return ToolCounts(captured: captured) }
        return ToolCounts(
            captured: captured, drops: drops,
            discarded: own + (line.number(after: "flushed:") ?? 0))
    }

    /// netsniff-ng: `N packets incoming (M unread on exit)`, `N packets passed filter`,
    /// `N packets failed filter (out of space)`.
    ///
    /// Incoming has the dropped ones in it, passed has not; M of those were left in the ring.
    @Sendable private static func netsniff(_ lines: Lines) -> ToolCounts? {
        guard let incoming = lines.number(before: "packets incoming", ""),
            let passed = lines.number(before: "packets passed filter", "")
        else { return nil }
        let unread = lines.lazy.compactMap { $0.number(after: "packets incoming (") }.first ?? 0
        return ToolCounts(
            captured: passed >= unread ? passed - unread : 0, received: incoming,
            drops: lines.number(before: "packets failed filter", ""), discarded: 0)
    }

    /// libtrace: what was accepted, and dropped.
    ///
    /// Version 4: `accepted: N`, `dropped: N`, as `trace_print_statistics` has it. tracestats of
    /// version 3: `Accepted Packets: N`, `Dropped packets: N`.
    @Sendable private static func libtrace(_ lines: Lines) -> ToolCounts? {
        let names = [("accepted", "dropped"), ("Accepted Packets", "Dropped packets")]
        return names.lazy.compactMap { accepted, dropped in
            lines.number(named: accepted).map {
                ToolCounts(captured: $0, drops: lines.number(named: dropped))
            }
        }.first
    }
}

extension ReversedCollection<[Substring]> {
    /// The number at the start of the line that goes on with this word (or its plural) and phrase.
    fileprivate func number(before word: String, _ phrase: String) -> UInt64? {
        lazy.compactMap { line -> UInt64? in
            let text = line.trimmingPrefixBlanks
            guard let number = text.leadingNumber else { return nil }
            let rest = text.drop { $0.isNumber }.trimmingPrefixBlanks
            guard rest.hasPrefix(word) else { return nil }
            return phrase.isEmpty || rest.hasSuffix(phrase) ? number : nil
        }.first
    }

    /// The number of a line `name: N`.
    fileprivate func number(named name: String) -> UInt64? {
        lazy.compactMap { line -> UInt64? in
            let text = line.trimmingPrefixBlanks
            guard text.hasPrefix(name + ":") else { return nil }
            return text.dropFirst(name.count + 1).trimmingPrefixBlanks.leadingNumber
        }.first
    }
}

extension Substring {
    fileprivate var trimmingPrefixBlanks: Substring { drop { $0.isWhitespace } }

    /// The whole number that it begins with.
    fileprivate var leadingNumber: UInt64? {
        ToolCounts.number(prefix { $0.isASCII && $0.isNumber })
    }

    /// Where it goes on after this text; `nil` without it.
    fileprivate func range(after text: String) -> Index? {
        var rest = self
        while !rest.isEmpty {
            if rest.hasPrefix(text) { return rest.index(rest.startIndex, offsetBy: text.count) }
            rest.removeFirst()
        }
        return nil
    }

    /// The number right after this text.
    fileprivate func number(after text: String) -> UInt64? {
        range(after: text).flatMap { self[$0...].leadingNumber }
    }
}
