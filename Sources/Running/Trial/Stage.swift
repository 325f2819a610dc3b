package import Kernel

/// Where the runner waits: for roles to speak, for an instant, for a signal, in one thread.
package final class Stage {
    private let signals: EndSignals?
    var roles: [RoleProcess] = []
    /// The agents on other hosts, which are to hear something now and then.
    var hosts: [HostConnection] = []
    var signalNumber: CInt { signals?.number ?? -1 }

    /// - Parameter signals: `nil` where somebody else looks after them.
    package init(signals: EndSignals?) {
        self.signals = signals
    }

    /// Waits until `condition` holds or `deadline` (`CLOCK_MONOTONIC`, ns) has passed.
    ///
    /// - Returns: whether it held.
    /// - Throws: ``Interrupted``; ``TrialFailure`` when a role failed, or ended while awaited.
    @discardableResult
    func wait(until deadline: Int64, for condition: () throws -> Bool) throws -> Bool {
        while true {
            for host in hosts { try host.pump() }
            for role in roles { try role.pump() }
            try checkSignals()
            if try condition() { return true }
            let left = deadline - MonotonicClock.now()
            if left <= 0 { return false }
            for role in roles { try role.noteEnd() }
            let numbers = [signalNumber] + roles.map(\.number) + hosts.map(\.number)
            let most = hosts.isEmpty ? left : HostConnection.pingEvery / 2
            _ = Poll.readable(numbers, within: min(left, most))
        }
    }

    /// Waits for the instant, serving roles and signals meanwhile.
    func sleep(until instant: Int64) throws {
        // Poll counts in milliseconds: be early by up to one, then sleep for the rest.
        try wait(until: instant - 1_500_000) { false }
        Poll.sleep(until: instant)
    }

    package func checkSignals() throws(Interrupted) {
        if let signal = signals?.next() { throw Interrupted(signal: signal) }
    }
}
