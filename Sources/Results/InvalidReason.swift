/// Why a trial is invalid: the first of these checks that failed, in this order of precedence.
///
/// First what ended the attempt; then what no disturbance excuses; then disturbances, before the
/// rate that they spoil. A rate that is off by more than three times what the disturbances explain
/// comes before them: they are not its cause.
package enum InvalidReason: String, Sendable, CaseIterable {
    /// The capturer ended before it was told to.
    case capturerDied = "capturer-died"
    /// The capturer was not ready in time, or gave no final counters after `stop`.
    case capturerHung = "capturer-hung"
    /// The connection to a host on which the generator or the capturer runs was lost.
    case hostLost = "host-lost"
    /// An interface went down, vanished or could not be set up.
    case interface
    /// What was granted (ring, offloads, placement) differs from what was asked for.
    case geometry
    /// A frame that the generator did not send was delivered.
    case stray
    /// A test frame was delivered whose stamp does not agree with itself.
    case corrupt
    /// A frame was delivered twice.
    case duplicate
    /// A frame was delivered after a later one of its worker and stream.
    case reordered
    /// Fewer bytes were captured than min(snaplen, length).
    case truncated
    /// Frames are missing that no counter names, where the balance must close (veth).
    case ledger
    /// A cgroup above the trial used up its CPU quota, and all its processes were stopped.
    case throttled
    /// `EAGAIN` at the generator: its send buffer throttled it, so loss could not appear.
    case sndbuf
    /// All other tasks together ran for more than 2 % of one CPU (`/proc/*/schedstat`).
    case foreignLoad = "foreign-load"
    /// The hypervisor withheld more than 2 % of the CPU time.
    case steal
    /// The engine cannot send such traffic, or not on this topology, whatever the machine.
    case unsupported
    /// The engine cannot offer this load; found once for each traffic, and not tried again.
    case engineLimit = "engine-limit"
    /// The offered rate is off by more than 1 %, or `late_shift_ns` is over 0.5 % of the duration.
    case load
}

extension InvalidReason {
    /// Whether the trial may succeed when it is repeated: the machine, not the method, failed.
    package var isTransient: Bool {
        switch self {
        case .load, .foreignLoad, .steal, .sndbuf, .throttled, .hostLost: true
        default: false
        }
    }
}
