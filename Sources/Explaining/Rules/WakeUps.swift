import Results

extension Rule {
    /// The process is woken for every few frames.
    static let wakeUps = Rule(
        name: "wake-ups", subject: .cpu, looksAt: ["frames_per_wakeup", "poll_calls"]
    ) { evidence in
        let row = evidence.row
        guard let frames = row.framesPerWakeup, frames > 0, frames < 4,
            let waits = row.pollCalls, let duration = row.durationS, duration > 0
        else { return nil }
        return Explanation(
            cause: "the capture process is woken for every few frames",
            evidence: [
                "It waited \(Words.count(waits)) times, "
                    + "\(Words.count(Double(waits) / duration)) times a second, for "
                    + "\(Words.short(frames)) frames each."
            ],
            advice: [
                "Blocks (tpacket-v3 with a longer retire_timeout, pcap without immediate) wake it "
                    + "once for many frames; wake_up = busy never sleeps, and takes the whole CPU."
            ], weight: 0.3)
    }
}
