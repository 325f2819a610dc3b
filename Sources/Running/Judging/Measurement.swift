package import Capture
package import Experiment
package import Kernel
package import Roles
package import Sampling
package import Testbed
package import Traffic

/// The clocks at one instant of a trial.
package struct ClockReading: Sendable, Codable {
    package var cpu: CPUTimes
    /// Run time (ns) of all threads of the capturer; `nil` without one.
    package var captureNanoseconds: UInt64?
    /// Run time (ns) of the NAPI thread; `nil` where the topology has none.
    package var kernelNanoseconds: UInt64?
    /// The softirqs of each CPU; `nil` without a clock for them.
    package var softirqs: [SoftirqTimes]?
    /// Frames delivered so far, as the capturer said soon after; `nil` until it has.
    package var deliveredFrames: Int?

    package init(
        cpu: CPUTimes, captureNanoseconds: UInt64? = nil, kernelNanoseconds: UInt64? = nil,
        softirqs: [SoftirqTimes]? = nil, deliveredFrames: Int? = nil
    ) {
        self.cpu = cpu
        self.captureNanoseconds = captureNanoseconds
        self.kernelNanoseconds = kernelNanoseconds
        self.softirqs = softirqs
        self.deliveredFrames = deliveredFrames
    }
}

/// All counters outside the roles, before or after the traffic.
package struct Counters: Sendable {
    package var generator: LinkCounters
    package var capture: LinkCounters
    package var softnet: SoftnetStat
    /// Run time (ns) of ksoftirqd on the capture CPU.
    package var ksoftirqd: UInt64?
    package var tasks: TaskSnapshot
    /// Of the cgroups above us.
    package var quotas: [CPUQuota] = []
    package var sample: ClockReading
    /// CPU time (ns) of the runner's thread.
    package var runner: Int64
}

/// Everything that was read during one attempt, before any judgement.
///
/// Pure data.
package struct Measurement: Sendable {
    package var placement: Placement
    package var topology: Topology
    /// Where the frames were lost that the sending device counts as dropped.
    package var refusals: Refusals
    package var schedule: IntervalSchedule
    /// Frames a second; `nil` if as many as possible were to be sent.
    package var intendedRate: Double?
    package var durationNanoseconds: Int64
    /// Sample instants in order, as the schedule has them.
    package var samples: [ClockReading] = []
    package var before: Counters?
    package var after: Counters?
    /// The capturer's counters when armed and after draining, by name.
    package var captureStart: [String: Int64] = [:]
    package var captureEnd: [String: Int64] = [:]
    package var traffic: TrafficReport?
    /// The frames that the capturer never got; `nil` if their stamps were not read.
    package var losses: SequenceLosses?
    /// When the capturer took no frame; `nil` if it does not know.
    package var pauses: [PauseRecorder.Pause]?
    /// How long its ring may keep frames on purpose (ns).
    package var heldBack: Int64 = 0
    /// How long frames took; `nil` if it was not measured.
    package var latencies: Latencies?
    /// The pauses that the capturer made; `nil` if none were asked for.
    package var stalls: StallCounters?
    /// The CPU that each of several workers is to run on; empty if there is one.
    package var workerCPUs: [Int] = []
    /// Over how many rings the frames are spread.
    package var spread = RingSpread.one
    /// Frames that more than one worker got.
    package var sharedFrames: Int?
    /// Why the generator ended before its time; `nil` if it did not.
    package var failure: TrialFailure?
    /// What the capturer was granted.
    package var granted: [String: String] = [:]
    package var mismatches: [String] = []
    package var captureEndOfProcess: ProcessEnd?
    /// How a program of others ended that captured; `nil` if there is none.
    package var toolEnd: ProcessEnd?
    /// How often the NAPI thread was looked at, and found off the capture CPU.
    package var placementChecks = 0
    package var placementMisses = 0
    package var napiThreadIsPinned = true
    /// The capturer's process; of a program of others, the parent of its own.
    package var capturerPID: Int32?
    /// Processes that belong to the trial.
    package var ownPIDs: Set<Int32> = []
    package var hasCapturer = true
    /// The capturer makes its own frames: nothing was sent.
    package var feedsItself = false
    /// A program of others captures.
    package var isTool = false
    /// Whether frames carry stamps; without them the capturer only counts.
    package var isStamped = true
    /// Whether the capturer tells frames by their content: what there was twice it knows at its end.
    package var isByContent = false
    /// The longest time between two frames that the traffic itself has (ns).
    package var longestPause = 0.0

    package init(
        placement: Placement, topology: Topology, schedule: IntervalSchedule,
        intendedRate: Double?, durationNanoseconds: Int64
    ) {
        self.placement = placement
        self.topology = topology
        refusals = topology.refusals
        self.schedule = schedule
        self.intendedRate = intendedRate
        self.durationNanoseconds = durationNanoseconds
    }
}
