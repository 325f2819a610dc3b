import CBPF
import Frames
import Kernel
import Settings

extension Engine {
    /// XDP live frames: an in-kernel program paces, stamps and redirects frames by itself.
    static let xdp = Engine(
        component: Component(
            name: "xdp",
            summary: "XDP live frames, paced in the kernel: line rate from one core; needs root",
            settings: []),
        preference: 100,
        obstacle: { XDPSession.obstacle },
        objection: { XDPSession.objection(to: $0) },
        open: { request throws(TrafficError) in try XDPSession(request) })
}

/// Describes a run to the program in the kernel, lets it run, and reads what it did.
///
/// A frame departs when the program hands it to the redirection; the kernel passes frames on to
/// the driver in bulks of 16 (`DEV_MAP_BULK_SIZE`), at the latest after 64 looks at the clock.
final class XDPSession: TrafficSession {
    /// The longest run, which the program's times with a fraction can hold.
    private static let longestRun: Int64 = 24 * 3_600_000_000_000

    private let frames: LiveFrames
    private let template: [UInt8]
    private let interface: String
    private let load: Load

    init(_ request: TrafficRequest) throws(TrafficError) {
        guard let index = Interface.index(of: request.interface) else {
            throw .system(SystemError(call: "if_nametoindex", code: 19, subject: request.interface))
        }
        interface = request.interface
        load = request.load
        let sizes = request.sizes.sizes()
        let largest = sizes.map(\.apiLength).max() ?? FrameSize.minimum.apiLength
        guard largest <= LiveFrames.mostBytes else {
            throw .unsupported(Self.sizeLimit)
        }
        if Interface.takesRedirectedFrames(interface) == false {
            throw .unsupported("\(interface) \(Self.noTransmit)")
        }
        template = FrameWriter.template(request.format, length: largest)
        do {
            frames = try LiveFrames(frame: template)
        } catch {
            throw error.isRefusal ? .unsupported(Self.words(error)) : .system(error)
        }
        fillPlan(index, request, sizes)
    }

    var granted: [String: String] {
        ["counts_refused": frames.countsRefused ? "yes" : "no"]
    }

    private func fillPlan(_ index: Int, _ request: TrafficRequest, _ sizes: [FrameSize]) {
        let traffic = frames.traffic
        traffic.pointee.plan.ifindex = UInt32(index)
        traffic.pointee.plan.size_mask = UInt32(sizes.count - 1)
        traffic.pointee.plan.is_paced = load == .unpaced ? 0 : 1
        if case .udp4(let streams) = request.format {
            traffic.pointee.plan.streams = UInt32(streams)
        }
        let table = xdp_traffic_sizes(traffic)
        for (index, size) in sizes.enumerated() { table?[index] = UInt16(size.apiLength) }
        traffic.pointee.plan.burst = 1
        if case .burst(let frames, _) = load { traffic.pointee.plan.burst = UInt32(frames) }
        let paces = xdp_traffic_paces(traffic)
        for length in Set(sizes.map(\.apiLength)) {
            paces?[length] = xdp_traffic_pace(
                Pacer.pace(load, size: FrameSize(length + FrameSize.fcs)))
        }
    }

    func run(_ run: TrafficRun, until stop: SharedFlag) throws(TrafficError) -> TrafficReport {
        let traffic = frames.traffic
        traffic.pointee.plan.run_id = run.runID
        traffic.pointee.plan.start = UInt64(run.start)
        // The largest debt that pacing carries may still be repaid after the end.
        let grace: Int64 = load == .unpaced ? 0 : 60_000_000
        let length = min(run.duration, Self.longestRun) + grace
        traffic.pointee.plan.end = UInt64(run.start + length)
        traffic.pointee.plan.frames = UInt64(run.frames)
        xdp_traffic_forget(traffic)

        let cpu = ProcessInfo.threadCPUTime()
        // The kernel makes its pages first; a busy machine takes its time for that.
        Poll.sleep(until: run.start - 25_000_000, orRaised: stop)
        var report = TrafficReport(intended: load == .unpaced ? nil : run.frames)
        do throws(SystemError) {
            try frames.run(frame: template, until: stop)
        } catch {
            throw .system(error)
        }
        fill(&report, traffic)
        if let failure = report.failure, report.accepted == 0 { throw failure }
        report.cpuNanoseconds = ProcessInfo.threadCPUTime() - cpu
        return report
    }

    private func fill(_ report: inout TrafficReport, _ traffic: UnsafeMutablePointer<xdp_traffic>) {
        let state = xdp_traffic_result(traffic)
        report.offered = Int(state.taken)
        report.offeredBytes = Int(state.bytes)
        report.lateShiftNanoseconds = Int64(state.late_shift)
        if frames.countsRefused {
            report.refused = Int(state.refused)
            report.accepted = Int(state.taken) - Int(state.refused)
            report.failure = failure(state)
        }
        guard state.taken > 0 else { return }
        report.firstSendNanoseconds = Int64(state.first)
        report.lastSendNanoseconds = Int64(state.last)
        report.densest100us = Int(state.densest)
        report.longestGapNanoseconds = state.taken > 1 ? Int64(state.longest_gap) : nil
        report.gapsOver1ms = Int(state.gaps_over_1ms)
        report.gapNanoseconds = Int64(state.gap_time)
        report.gaps = Self.gaps(traffic)
    }

    /// What the driver refused for another reason than a full ring.
    private func failure(_ state: xdp_traffic_result) -> TrafficError? {
        switch -state.refusal {
        case 0: nil
        case 100, 19: .interfaceDown(interface)  // ENETDOWN, ENODEV
        case 6, 95:  // ENXIO, EOPNOTSUPP
            isUp ? .unsupported("\(interface) \(Self.noTransmit)") : .interfaceDown(interface)
        case let code:
            isUp
                ? .system(SystemError(call: "XDP redirect", code: CInt(code), subject: interface))
                : .interfaceDown(interface)
        }
    }

    private var isUp: Bool {
        let interface = interface
        return (try? frames.namespace.enter { Interface.isUp(interface) }) ?? false
    }

    /// The histogram that the program kept: 64 linear bins for each power of two.
    private static func gaps(_ traffic: UnsafeMutablePointer<xdp_traffic>) -> [TimeBin] {
        guard let bins = xdp_traffic_bins(traffic) else { return [] }
        return (0..<XDP_TRAFFIC_BINS).compactMap { index in
            guard bins[index] > 0 else { return nil }
            let range = range(ofBin: index)
            return TimeBin(
                from: Int(range.lowerBound), to: Int(range.upperBound), count: Int(bins[index]))
        }
    }

    /// The gaps (ns) that ``xdp_traffic_bin`` puts into a bin.
    static func range(ofBin index: Int) -> ClosedRange<Int64> {
        let bits = XDP_TRAFFIC_BIN_BITS
        guard index >= 1 << bits else { return Int64(index)...Int64(index) }
        let shift = (index >> bits) - 1
        let first = Int64(1 << bits | index & (1 << bits - 1)) << Int64(shift)
        return first...(first + (1 << Int64(shift)) - 1)
    }
}

extension XDPSession {
    private static let noTransmit =
        "takes no XDP frames (ndo_xdp_xmit); a veth interface does once its peer polls: "
        + "“ethtool -K PEER gro on”"
    private static let sizeLimit =
        "XDP live frames have at most \(LiveFrames.mostBytes + FrameSize.fcs) bytes, FCS included"

    /// Why live frames cannot be had on this machine: found by trying, once.
    static let obstacle: String? = {
        do throws(SystemError) {
            let length = FrameSize.minimum.apiLength
            _ = try LiveFrames(frame: FrameWriter.template(.bare, length: length))
            return nil
        } catch {
            return words(error)
        }
    }()

    private static func words(_ error: SystemError) -> String {
        switch error.code {
        case 1, 13: "needs root (CAP_BPF, CAP_NET_ADMIN, CAP_PERFMON)"
        case 22: "the kernel has no XDP live frames (Linux 5.18 or later)"
        case 38: "the kernel has no bpf(2)"
        default: error.description
        }
    }

    static func objection(to task: TrafficTask) -> String? {
        if [.steered, .inline].contains(task.path) {
            return "XDP frames need a receiving end that polls: topology veth-softirq or veth-napi"
        }
        if task.usesQueues {
            return
                "all XDP frames come to one receive queue of a veth pair, that of the sender's CPU; "
                + "workers with a queue each need send, sendmmsg or tx-ring"
        }
        if let name = task.interface, Interface.takesRedirectedFrames(name) == false {
            return "\(name) \(noTransmit)"
        }
        if let name = task.interface, task.isSetUp, Interface.isVeth(name) {
            return "\(name) takes no XDP frames once --configure has turned GRO off at its peer"
        }
        if task.sizes.largest.apiLength > LiveFrames.mostBytes { return sizeLimit }
        return nil
    }
}

extension SystemError {
    /// EPERM, EACCES, EINVAL, ENOSYS: it can never work here.
    fileprivate var isRefusal: Bool { [1, 13, 22, 38].contains(code) }
}

extension xdp_traffic_pace {
    init(_ pace: (period: Int64, catchUp: Int64)) {
        self.init(period_fp: pace.period, catch_up_fp: pace.catchUp)
    }
}
