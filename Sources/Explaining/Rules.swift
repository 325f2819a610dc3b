import Results

extension Rule {
    /// Every rule: one file each in `Rules/`, and a line here.
    package static let all: [Rule] = [
        // Why a row is not valid.
        .throttled, .steal, .foreignLoad, .generatorShort, .cutFrames, .sendBuffer,
        .unexplainedFrames, .otherInvalid,
        // Where frames were lost.
        .sharedCPU, .ksoftirqd, .filter, .toolDiscards, .startUp, .plannedPauses, .stoodStill,
        .unevenWorkers, .slowConsumer,
        .smallRing, .backlogLimit, .deviceRing, .senderQueue, .retireTimeout,
        // Where the CPU time went.
        .cpuSplit, .wakeUps, .otherTime,
    ]
}

extension Evidence {
    /// What the rules have to say of it, what explains most first.
    ///
    /// Of a row that is not valid only why it is not: its frames and times mean nothing.
    package func explained(by rules: [Rule] = Rule.all) -> [(rule: Rule, Explanation)] {
        rules.filter { row.outcome == .valid || $0.subject == .validity }
            .compactMap { rule in rule.applies(self).map { (rule, $0) } }
            .enumerated()
            .sorted { ($1.element.1.weight, $0.offset) < ($0.element.1.weight, $1.offset) }
            .map(\.element)
    }
}
