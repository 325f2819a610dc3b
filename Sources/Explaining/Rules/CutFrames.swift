import Results

extension Rule {
    /// Frames were captured with fewer bytes than they should have been.
    static let cutFrames = Rule(
        name: "cut-frames", subject: .validity,
        looksAt: ["truncated_frames", "stray_frames", "snaplen"]
    ) { evidence in
        let row = evidence.row
        let (cut, strays) = (row.truncatedFrames ?? 0, row.strayFrames ?? 0)
        guard cut > 0 || evidence.isStampCut else { return nil }
        let isTool = evidence.isTool
        return Explanation(
            cause: "frames were cut: fewer bytes were captured than asked for",
            evidence: [
                cut > 0
                    ? "\(Words.count(cut)) of \(Words.frames(row.deliveredFrames ?? cut)) are shorter "
                        + "than min(snaplen, length)." : nil,
                row.snaplen.map { "A snaplen of \(Words.count($0)) bytes was asked for." },
                evidence.isStampCut
                    ? "\(Words.frames(strays)) came, of \(Words.count(row.offeredFrames ?? 0)) "
                        + "sent, and none has a stamp that can be read: it was cut off." : nil,
            ].compactMap { $0 },
            advice: [
                isTool
                    ? "Give the program a larger snaplen (-s with tcpdump and dumpcap); 0 or "
                        + "65535 keeps whole frames."
                    : "Raise snaplen; a stamp needs 46 bytes of a bare frame and 74 of UDP.",
                "A ring whose slots are smaller than a frame cuts it, too.",
            ])
    }
}
