import Frames

/// The trials of an experiment in the order in which they are to run.
package struct Plan: Sendable {
    package let name: String
    /// Decided the order; recorded, so that the order can be made again.
    package let seed: UInt64
    package let isQuick: Bool
    package let repetitions: Int
    /// Every point once, in the order of the file; by each build, where several are compared.
    package let points: [SweepPoint]
    /// All trials, baselines among them.
    package let trials: [PlannedTrial]

    /// The most trials of one plan.
    package static let mostTrials = 1_000_000
}

/// One trial that is to run.
package struct PlannedTrial: Sendable {
    /// Its place in the run, from 1.
    package let index: Int
    /// The repetition it belongs to, from 1; 0 for a baseline, which belongs to none.
    package let block: Int
    package let point: SweepPoint
    /// The id of the search that asks for it; `nil` in a sweep.
    package var search: String?

    package init(index: Int, block: Int, point: SweepPoint, search: String? = nil) {
        self.index = index
        self.block = block
        self.point = point
        self.search = search
    }

    package var isBaseline: Bool { point.backend == Vocabulary.noBackend }
}

extension Experiment {
    /// Orders the trials.
    ///
    /// One block holds every point once, shuffled anew for each repetition, so that what drifts
    /// over a run touches all points alike (randomised complete blocks: Fisher, The Design of
    /// Experiments, 1935). A traffic's baseline stands right before the traffic's first trial.
    /// Where builds are compared they measure a point one right after the other.
    ///
    /// - Throws: if there would be more than ``Plan/mostTrials`` trials.
    package func plan(seed: UInt64) throws(PlanError) -> Plan {
        let points = points()
        let count =
            product([points.count, max(1, builds.count), repetitions])
            + Set(points.map(\.trafficID)).count
        guard count <= Plan.mostTrials else { throw PlanError(Self.tooMany) }
        var random = SplitMix64(seed: seed)
        var trials: [PlannedTrial] = []
        trials.reserveCapacity(count)
        var based: Set<String> = []
        for block in 1...repetitions {
            for point in random.shuffled(points) {
                if based.insert(point.trafficID).inserted {
                    let baseline = SweepPoint(baselineOf: point.traffic)
                    trials.append(PlannedTrial(index: trials.count + 1, block: 0, point: baseline))
                }
                for measured in measurements(of: point, by: builds(inBlock: block)) {
                    trials.append(
                        PlannedTrial(index: trials.count + 1, block: block, point: measured))
                }
            }
        }
        return Plan(
            name: name, seed: seed, isQuick: isQuick, repetitions: repetitions,
            points: points.flatMap { measurements(of: $0, by: builds) }, trials: trials)
    }

    /// The point as each build measures it; the point itself where none are compared.
    private func measurements(of point: SweepPoint, by builds: [Build]) -> [SweepPoint] {
        builds.isEmpty ? [point] : builds.map(point.measured)
    }

    /// What to say of more trials than a plan may have.
    static var tooMany: String {
        "this would be more than \(Plan.mostTrials) trials; shorten the lists or run them apart"
    }
}

extension Plan {
    /// Baseline trials: one for each distinct traffic.
    package var baselineCount: Int {
        trials.count { $0.isBaseline }
    }

    /// Seconds a trial takes beyond warm-up and traffic; an estimate, on the generous side.
    ///
    /// Making the testbed, starting the roles, draining, reading counters, writing the row.
    package static let overheadSeconds = 2.0

    /// Seconds that all trials take if none is retried.
    package var estimatedSeconds: Double {
        trials.reduce(0) { $0 + $1.estimatedSeconds }
    }
}

extension PlannedTrial {
    /// Seconds of warm-up (a tenth of the duration, at most 1 s), traffic and overhead.
    package var estimatedSeconds: Double {
        let duration = point.traffic.timing.durationSeconds
        return min(1, duration / 10) + duration + Plan.overheadSeconds
    }
}
