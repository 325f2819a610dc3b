package import Frames
package import Searching
import Settings

/// How the highest load is looked for: what `[search]` says.
package struct SearchPlan: Sendable, Hashable {
    package enum Procedure: String, Sendable, CaseIterable {
        /// RFC 9971.
        case mlr
        /// RFC 2544, section 26.3.
        case staircase
        /// RFC 9004.
        case backToBack = "back-to-back"
    }

    /// Which frames count as lost.
    package enum CountedLoss: String, Sendable, CaseIterable {
        /// All that were offered and did not arrive.
        case total
        /// Those that the socket or ring had no room for.
        case socket
    }

    package var procedure = Procedure.mlr
    package var countedLoss = CountedLoss.total
    /// Loss ratios, each a goal.
    package var lossRatios = [SearchGoal.noDropRate, .partialDropRate].map(\.lossRatio)
    package var width = 0.02
    package var exceedRatio = 0.5
    /// Nanoseconds.
    package var initialTrial: Int64 = 1_000_000_000
    package var finalTrial: Int64 = 2_000_000_000
    package var durationSum: Int64 = 10_000_000_000
    package var minimum = Load.frameRate(1000)
    /// `nil` if only the engine is the limit.
    package var maximum: Load?
    /// Of bursts: the most frames, time from one to the next (ns), searches to average.
    package var longestBurst = 65_536
    package var burstEvery: Int64 = 200_000_000
    package var repeats = 3

    package init() {}
}

extension SearchPlan {
    package var goals: [SearchGoal] {
        lossRatios.map { ratio in
            SearchGoal(
                lossRatio: ratio, finalSeconds: Self.seconds(finalTrial),
                sumSeconds: Self.seconds(durationSum), exceedRatio: exceedRatio, width: width,
                initialSeconds: Self.seconds(initialTrial))
        }
    }

    /// A loss ratio as the column `goal` has it: `0.5 %`.
    package static func goalText(_ ratio: Double) -> String {
        // Nobody writes more digits than these; more would be the arithmetic's.
        let percent = (ratio * 1e11).rounded() / 1e9
        return percent == percent.rounded() ? "\(Int(percent)) %" : "\(percent) %"
    }

    private static func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }

    /// The shortest trial that `--quick` makes of a longer one (ns).
    ///
    /// In less than this a pause of a virtual CPU, a few milliseconds, is more than a trial may be
    /// disturbed by.
    static let shortestQuick: Int64 = 500_000_000

    /// The same with a tenth of all durations, though not below ``shortestQuick``, and with the best
    /// of three trials for a load.
    var quick: SearchPlan {
        func tenth(_ duration: Int64) -> Int64 {
            max(duration / 10, min(duration, Self.shortestQuick))
        }
        var copy = self
        copy.initialTrial = tenth(initialTrial)
        copy.finalTrial = tenth(finalTrial)
        copy.durationSum = max(durationSum / 10, min(durationSum, 3 * copy.finalTrial))
        copy.burstEvery = min(burstEvery, copy.finalTrial / 4)
        return copy
    }

    /// All that decides what is found, a line each: it is part of the points' ids.
    var canonicalText: String {
        var lines = ["search=\(procedure.rawValue)", "loss=\(countedLoss.rawValue)"]
        let time = { (duration: Int64) in SettingValue.nanoseconds(duration).text }
        lines.append("final_trial=\(time(finalTrial))")
        lines += ["min_rate=\(minimum.text)", "max_rate=\(maximum?.text ?? "none")"]
        switch procedure {
        case .mlr:
            lines += lossRatios.map { "goal=\($0)" }
            lines += ["width=\(width)", "exceed_ratio=\(exceedRatio)"]
            lines += [
                "initial_trial=\(time(initialTrial))", "duration_sum=\(time(durationSum))",
            ]
        case .staircase: break
        case .backToBack:
            lines += [
                "longest_burst=\(longestBurst)", "burst_every=\(time(burstEvery))",
                "repeats=\(repeats)",
            ]
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Experiment {
    /// The same experiment as a search: each point stands for a search, from its load onwards.
    ///
    /// The points get other ids than those of a sweep, and durations are those of the search.
    ///
    /// - Throws: if the load is an axis, since it is what is searched, or bursts or `max`.
    package func searching() throws(PlanError) -> Experiment {
        guard searched == nil else { return self }
        guard loads.count == 1, let load = loads.first else {
            throw PlanError(
                "traffic.rate: a search looks for the rate itself, so that it cannot be an axis;"
                    + " give one rate, from which the search begins")
        }
        let isRate =
            load.load.speed != nil
            || load.load.framesPerSecond(sizes: .fixed(FrameSize.minimum)) != nil
        if case .burst = load.load {
            throw PlanError("traffic.rate: a search begins from a rate, and bursts are none")
        }
        guard isRate else {
            throw PlanError(
                "traffic.rate: a search begins from a rate such as “150000 pps”, and “max” is none")
        }
        var copy = self
        let declared = search ?? SearchPlan()
        let plan = isQuick ? declared.quick : declared
        copy.searched = plan
        copy.timing = timing.lasting(plan.finalTrial)
        return copy
    }
}

extension SweepPoint {
    /// A trial of a search that begins at this point: the same but for load and duration.
    package func trying(_ request: SearchRequest, _ plan: SearchPlan) -> SweepPoint {
        let load: Load =
            switch plan.procedure {
            case .backToBack: .burst(frames: request.load, every: plan.burstEvery)
            case .mlr, .staircase: traffic.load(of: request.load)
            }
        let nanoseconds = Int64((request.seconds * 1e9).rounded())
        let tried = traffic.trying(load, lasting: nanoseconds)
        let own = (["backend=\(backend)"] + settings.words).map { $0 + "\n" }.joined()
        var point = SweepPoint(
            id: tried.fingerprint.appending(own).text, label: label, backend: backend,
            settings: settings, traffic: tried)
        point.build = build
        return point
    }
}

extension TrafficPoint {
    /// So many frames a second, spaced as this traffic's load spaces them.
    fileprivate func load(of rate: Int) -> Load {
        if load.load.speed != nil, let own = Load.recorded(speed: 1).framesPerSecond(sizes: sizes) {
            return .recorded(speed: Double(rate) / own)
        }
        guard case .wireBitRate = load.load else { return .frameRate(Double(rate)) }
        let bits = 8 * (sizes.meanBytes + Double(FrameSize.wireOverhead))
        return .wireBitRate((Double(rate) * bits).rounded())
    }

    fileprivate func trying(_ load: Load, lasting nanoseconds: Int64) -> TrafficPoint {
        TrafficPoint(
            topology: topology, napiPolicy: napiPolicy, engine: engine,
            engineSettings: engineSettings, sizes: sizes, format: format, load: LoadChoice(load),
            timing: timing.lasting(nanoseconds), mtu: mtu, interfaces: interfaces)
    }
}
