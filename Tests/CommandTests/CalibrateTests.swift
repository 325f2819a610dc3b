import Kernel
import Results
import Testing

/// `bench calibrate` with real traffic, in namespaces of its own.
@Suite(.serialized, .enabled(if: Bench.isRoot, "\(Bench.needsRoot)"))
struct CalibrateTests {
    @Test func `It sends without a pace, alone and beside recv, and accounts for every gap`() throws
    {
        let bench = try Bench()
        let result = try bench.start(
            [
                "calibrate", "--quick", "--wait", "0s", "--engine", "sendmmsg", "--topology",
                "veth-napi", "--size", "64", "--size", "1518", "--json",
            ]
        ).wait()
        #expect([0, 3].contains(result.status), "\(result.errors)")
        #expect(JSON.isWhole(result.output), "\(result.output)")
        #expect(result.output.contains("\"ceilings\""))
        let records = try bench.records()
        #expect(Set(records.map(\.trial)) == [1, 2, 3, 4])
        let gaps = try #require(bench.runDirectory).gaps()
        #expect(gaps.warning == nil)
        for record in records {
            #expect(record.rate == "max" && record.frameSize != nil)
            #expect(record.intendedFrames == nil && record.ratePpsIntended == nil)
            #expect(record.invalidReason != .load && record.invalidReason != .engineLimit)
            #expect((record.ratePpsOffered ?? 0) > 10_000, "\(record.message ?? "")")
            let own = gaps.records.filter {
                $0.trial == record.trial && $0.attempt == record.attempt
            }
            #expect(own.reduce(0) { $0 + $1.frames } == (record.offeredFrames ?? 0) - 1)
            let percentiles = [
                record.gapP50Ns, record.gapP90Ns, record.gapP99Ns, record.gapP999Ns,
            ].compactMap { $0 }
            #expect(percentiles.count == 4 && percentiles == percentiles.sorted())
        }
        bench.expectNothingLeft()
    }

    @Test(arguments: [
        (["--engine", "warp"], "warp"), (["--size", "63"], "63"), (["--topology", "moon"], "moon"),
        (["--repetitions", "0"], "0"),
    ])
    func `A word that means nothing here ends it before it starts`(
        words: [String], told: String
    ) throws {
        let bench = try Bench()
        let result = try bench.run(["calibrate"] + words)
        #expect(result.status == 64)
        #expect(result.errors.contains(told), "\(result.errors)")
        #expect(bench.runDirectory == nil)
    }
}
