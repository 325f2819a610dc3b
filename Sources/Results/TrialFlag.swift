/// Something a reader of a valid trial should know.
package enum TrialFlag: String, Sendable, CaseIterable {
    /// The generator paused for more than 10 ms.
    case generatorGap = "generator-gap"
    /// `cpu_other_percent` is more than 15 points over its baseline.
    case unattributedCPU = "unattributed-cpu"
    /// The NAPI kthread ran off the capture CPU in more than 5 % of the samples.
    case kthreadMigrated = "kthread-migrated"
    /// More than 5 % of the frames were received on other CPUs than the capture CPU.
    case receiveElsewhere = "receive-elsewhere"
    /// The receive work is a softirq, and there is no clock for it: `cpu_kernel_ns` is empty.
    case noSoftirqClock = "no-softirq-clock"
    /// Generator and capturer share the only CPU.
    case sharedCPU = "shared-cpu"
    /// The interval is under 1 s: too few clock ticks for CPU percentages to found a finding on.
    case coarse
    /// ksoftirqd ran on the capture CPU: soft interrupts were deferred to a thread.
    case ksoftirqd
    /// The receive loop ran out of budget with work left (`/proc/net/softnet_stat`, column 3).
    case timeSqueeze = "time-squeeze"
    /// The engine's frames carry no stamp: frames were counted, and loss is computed from
    /// `delivered_frames`; duplicates, strays and disorder would not be seen.
    case unstamped
    /// The external program says that it sent another number of frames than the sending device
    /// counted, with the refused ones or without; `offered_frames` is the device's.
    case claimDiffers = "claim-differs"
    /// The capture program of others did not say how many frames it captured, was offered, or the
    /// kernel dropped: the terms it did not say are empty, and nothing tells whether the ledger
    /// closes.
    case uncounted
    /// The capture program of others says nothing of its frames: the kernel's counters of its
    /// sockets stand in. What the program lost after them is not seen.
    case kernelCounted = "kernel-counted"
    /// The capture program of others did not end within `end_within` of SIGINT: SIGTERM or SIGKILL
    /// ended it. What it says only after SIGINT is missing then.
    case slowEnd = "slow-end"
    /// The capture program of others ended with an exit status other than 0.
    case exitStatus = "exit-status"
}
