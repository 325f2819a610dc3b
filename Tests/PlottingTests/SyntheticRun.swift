import Plotting
import Results

/// Made-up but realistic results, the same at every call.
enum SyntheticRun {
    static func manifest(_ experiment: String) -> Manifest {
        Manifest(
            runID: "20260131T101500Z-3f9c1a", experiment: experiment, seed: 1,
            experimentHash: "0", commandLine: ["bench"], benchVersion: "0", quick: false,
            startedAt: "2026-01-31T10:15:00Z", kernel: "6.18.44")
    }

    /// libtrace's second test: recv beside rings of slots and of blocks.
    static func ringSizes(repetitions: Int = 5, policies: [String] = ["other"]) -> PlotData {
        var trials = Trials()
        for block in 0..<repetitions {
            for policy in policies {
                let factor = policy == "fifo" ? 2.2 : 1
                trials.add(role: "recv", backend: "recv", block: block, policy: policy) { record in
                    record.receiveBufferBytes = 212_992
                    return (loss: 18 * factor, socket: 0.9, busy: 76)
                }
                for exponent in 0...12 {
                    let slots = 1 << exponent
                    let loss = 14 * factor / Double(slots)
                    trials.add(
                        role: "PACKET_MMAP", backend: "tpacket-v2", block: block, policy: policy
                    ) { record in
                        record.ringFrames = slots
                        record.ringBytes = slots * 4096
                        return (loss: loss < 0.02 ? 0 : loss, socket: 1, busy: 77)
                    }
                    guard exponent >= 4 else { continue }
                    trials.add(
                        role: "PACKET_MMAP V3", backend: "tpacket-v3", block: block, policy: policy
                    ) { record in
                        record.ringBytes = slots * 4096
                        record.settings["block_count"] = "\(slots / 16)"
                        return (loss: loss / 12 < 0.02 ? 0 : loss / 12, socket: 0.6, busy: 46)
                    }
                }
            }
        }
        return PlotData(
            manifest: manifest("ringsize"), records: trials.records,
            order: DeclaredOrder(series: ["recv", "PACKET_MMAP", "PACKET_MMAP V3"]))
    }

    /// libtrace's first test: recv beside a small ring, over frame sizes.
    static func frameSizes(repetitions: Int = 5) -> PlotData {
        var trials = Trials()
        for block in 0..<repetitions {
            for size in [64, 128, 256, 512, 1024, 1280, 1518] {
                let rate = 1e9 / Double(8 * (size + 20))
                for (role, limit) in [("recv", 5e5), ("PACKET_MMAP_V2", 7e5), ("V3", 1.3e6)] {
                    trials.add(role: role, backend: role, block: block, policy: "other") { record in
                        record.frameSize = size
                        record.sizes = "\(size)"
                        record.rate = nil
                        record.load = "100%"
                        record.linkRate = "1Gbit/s"
                        if role != "recv" { record.ringFrames = 128 }
                        let loss = max(0, 100 * (1 - limit / rate))
                        return (loss: loss, socket: 0.7, busy: min(99.5, 100 * rate / limit))
                    }
                }
            }
        }
        return PlotData(
            manifest: manifest("packetsize"), records: trials.records,
            order: DeclaredOrder(series: ["recv"]))
    }

    /// One trial of each of three roles, with labels that would act if they were let.
    static func hostile() -> PlotData {
        var trials = Trials()
        for (index, role) in ["a'b\"c, d_e^f{g}", "100%\n%s @x &y ~z \\ #", "Ω <&>"].enumerated() {
            trials.add(role: role, backend: "b", block: 0, policy: "other") { record in
                record.ringFrames = 64
                record.frameSize = 64
                record.sizes = "64"
                return (loss: Double(index) * 50, socket: 0.5, busy: 50)
            }
        }
        return PlotData(manifest: manifest("it's_50%{}"), records: trials.records)
    }

    /// More curves than there are colours, marks and dashes.
    static func manyPolicies(_ count: Int) -> PlotData {
        ringSizes(repetitions: 1, policies: (0..<count).map { "p\($0)" })
    }

    /// Rows, with a fixed pseudo-random spread, and every 19th invalid.
    struct Trials {
        private(set) var records: [TrialRecord] = []
        private var state: UInt64 = 88_172_645_463_325_252

        mutating func add(
            role: String, backend: String, block: Int, policy: String,
            _ fill: (inout TrialRecord) -> (loss: Double, socket: Double, busy: Double)
        ) {
            var record = TrialRecord()
            record.trial = records.count
            record.block = block
            record.role = role
            record.backend = backend
            record.outcome = .valid
            record.topology = "veth-napi"
            record.napiPolicy = policy
            record.engine = "xdp"
            record.rate = "153940 pps"
            record.sizes = "uniform:64-1518:1"
            record.durationS = 20
            record.startedAt = "2026-01-31T10:15:00Z"
            record.settings["wake_up"] = "poll"
            let truth = fill(&record)
            record.point =
                "\(backend)-\(record.sizes ?? "")-\(record.ringBytes ?? 0)-"
                + "\(record.ringFrames ?? 0)-\(policy)"
            measure(&record, truth)
            if record.trial % 19 == 18 {
                record.outcome = .invalid
                record.invalidReason = record.trial % 2 == 0 ? .load : .steal
                record.lossPercent = 99
            }
            records.append(record)
        }

        private mutating func measure(
            _ record: inout TrialRecord, _ truth: (loss: Double, socket: Double, busy: Double)
        ) {
            let offered = 3_078_800
            let lost = min(1, truth.loss * (0.7 + 0.6 * random()) / 100)
            let frames = Int(Double(offered) * lost)
            let socket = Int(Double(frames) * truth.socket)
            record.ledger = Ledger(
                offered: offered, unique: offered - frames, dropsSocket: socket,
                dropsDevice: frames - socket, dropsBacklog: 0, dropsQdisc: 0, filtered: 0,
                residual: 0, tool: nil)
            record.cpuBusyPercent = min(100, truth.busy * (0.96 + 0.08 * random()))
            record.cpuSarPercent = record.cpuBusyPercent.map { $0 * (0.6 + 0.1 * random()) }
            record.cpuNsPerUniqueFrame = truth.busy * 70
        }

        private mutating func random() -> Double {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Double(state >> 11) / Double(1 << 53)
        }
    }
}
