import Experiment
import Testing

@Suite struct PointFilterTests {
    private func experiment() throws -> Experiment {
        try Stub.decode(
            """
            [traffic]
            engine = "xdp"
            rate = ["1kpps", "2kpps"]
            frame_size = [64, { uniform = [64, 128] }]
            [[series]]
            backend = "recv"
            receive_buffer = ["64KiB", "1MiB"]
            [[series]]
            label = "mmap"
            backend = "tpacket-v2"
            ring_frames = [1, 2, 4, 8]
            """)
    }

    @Test(arguments: [
        (["backend=recv"], 8), (["label=mmap"], 16), (["backend=recv", "backend=tpacket-v2"], 24),
        (["backend=recv", "rate=1000 pps"], 4), (["rate=2kpps"], 12), (["frame_size=64"], 12),
        (["sizes=uniform:64-128:1"], 12), (["receive_buffer=1MiB"], 4),
        (["receive_buffer=1048576"], 4), (["ring_frames=8", "frame_size=64"], 2),
        (["ring_frames=1", "ring_frames=2", "rate=1kpps"], 4), (["engine_batch=64"], 24),
    ])
    func filtersWidenWithinAKeyAndNarrowAcrossKeys(_ words: [String], _ count: Int) throws {
        let all = Set(try experiment().points().map(\.id))
        let points = try experiment().only(words).points()
        #expect(points.count == count)
        #expect(all.isSuperset(of: points.map(\.id)), "ids do not change")
    }

    /// Whatever spelling means the same traffic finds it.
    @Test(arguments: [
        (["rate=64 frames every 1000us"], 4), (["rate=64 frames every 1ms"], 4),
        (["rate=max"], 4), (["sizes=imix"], 4), (["sizes=imix:78-594-1518:1"], 4),
        (["sizes=weighted:594x8,78x14"], 4), (["frame_format=udp4", "streams=16"], 4),
        (["sizes=imix", "rate=max", "streams=16"], 1),
    ])
    func trafficShapesAreFoundByAnySpelling(_ words: [String], _ count: Int) throws {
        let experiment = try Stub.decode(
            """
            [traffic]
            rate = ["64 frames every 1ms", "max"]
            frame_format = "udp4"
            streams = [1, 16]
            frame_size = ["imix", { sizes = [78, 594], weights = [7, 4] }]
            [[series]]
            backend = "recv"
            """)
        #expect(experiment.points().count == 8)
        #expect(try experiment.only(words).points().count == count)
    }

    @Test func onePointIsFoundByItsID() throws {
        let last = try #require(try experiment().points().last)
        #expect(try experiment().only(["point=\(last.id)"]).points().map(\.id) == [last.id])
    }

    @Test func baselinesAreThoseOfTheTrafficThatIsLeft() throws {
        let plan = try experiment().only(["frame_size=64"]).plan(seed: 1)
        #expect(plan.baselineCount == 2)
        #expect(plan.trials.count == 14)
    }

    private static let keys =
        "(allowed: point, label, backend, topology, napi_policy, engine, frame_size, sizes, "
        + "frame_format, streams, recording, speed, repeat, shift_addresses, "
        + "rate, link_rate, load, engine_batch, filter, receive_buffer, "
        + "ring_frames, snaplen, wake_up)"

    @Test(arguments: [
        (["recv"], "“recv” is not a filter such as “backend=recv”"),
        (["bakend=recv"], "there is no key “bakend” to filter by; did you mean “backend”? \(keys)"),
        (
            ["backend=rcv"],
            "no point has backend = “rcv”; did you mean “recv”? (allowed: recv, tpacket-v2)"
        ),
        (["load=100%"], "no point has load = “100%” (allowed: none)"),
        (
            ["backend=recv", "ring_frames=8"],
            "no point matches “backend=recv” and “ring_frames=8”"
        ),
        (
            ["frame_size=64", "sizes=uniform:64-128:1"],
            "no point matches “frame_size=64” and “sizes=uniform:64-128:1”"
        ),
    ])
    func filtersThatLeaveNothingAreErrors(_ words: [String], _ message: String) {
        let error = #expect(throws: PlanError.self) { try experiment().only(words) }
        #expect(error?.message == message)
    }
}
