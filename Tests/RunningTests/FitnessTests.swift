import Experiment
import Kernel
import Testing

@testable import Running

@Suite struct FitnessTests {
    @Test(arguments: [
        ("topology = \"veth-napi\"", nil), ("topology = \"veth-inline\"", nil),
        ("topology = \"veth-inline\"\nnapi_policy = \"fifo\"", nil),
        ("topology = \"veth-rps\"", "topology veth-rps needs root"),
        ("topology = \"veth-softirq\"", "topology veth-softirq needs root"),
        ("topology = \"veth-napi\"\nnapi_policy = \"fifo\"", "napi_policy = \"fifo\" needs root"),
    ])
    func `Without root, what needs it is refused by name`(lines: String, refusal: String?) throws {
        let plan = try Laboratory.experiment(lines).plan(seed: 1)
        try Fitness.check(plan, isRootless: false)
        guard let refusal else { return try Fitness.check(plan, isRootless: true) }
        let error = #expect(throws: SweepError.self) { try Fitness.check(plan, isRootless: true) }
        #expect(error?.kind == .unfit)
        #expect(error?.description.hasPrefix(refusal) == true)
    }

    @Test(arguments: [
        ("tcpdump -i {interface} -w {file}", 1 << 20, true),
        ("tcpdump -i {interface} -w {file}", 1 << 30, false),
        ("tcpdump -i {interface} -w /dev/null", 1, false),
    ])
    func `A file in memory has to fit it`(command: String, available: Int, isRefused: Bool) throws {
        // 20,000 frames of 64 B in 1 s: 1.4 MiB.
        let plan = try Laboratory.experiment(
            duration: "1s", series: ["backend = \"command\"\ncommand = \"\(command)\""]
        ).plan(seed: 1)
        let point = try #require(plan.points.first { $0.isTool })
        let words = Fitness.memoryObjection(to: point, available: available)
        #expect(
            words
                == (isRefused
                    ? "{file} would take 1 MiB of memory, of which 1 MiB are available; send less, or for a "
                        + "shorter time" : nil))
    }

    @Test(arguments: [
        ("topology = \"veth-outgoing\"", "never sees frames that the host sends"),
        ("topology = \"veth-inline\"", nil),
        ("topology = \"veth-napi\"", nil),
    ])
    func `A backend that takes frames away is refused where that cannot be`(
        lines: String, refusal: String?
    ) throws {
        let plan = try Laboratory.experiment(
            lines, series: ["backend = \"af-xdp\"", "backend = \"recv\""]
        ).plan(seed: 1)
        for point in plan.points {
            let words = Fitness.objection(to: point, isRootless: false)
            guard point.backend == "af-xdp", let obstacle = XDPRedirect.obstacle else {
                #expect((words != nil) == (point.backend == "af-xdp" && refusal != nil))
                if let words, let refusal { #expect(words.contains(refusal)) }
                continue
            }
            #expect(words == "backend af-xdp: \(obstacle)")
        }
    }

    @Test func `A backend that takes frames away cannot capture a connection`() throws {
        let plan = try Laboratory.experiment(
            size: "128\nframe_format = \"tcp4\"", engine: "tcp",
            series: ["backend = \"af-xdp\"", "backend = \"recv\""]
        ).plan(seed: 1)
        for point in plan.points {
            let words = Fitness.objection(to: point, isRootless: false)
            #expect((words != nil) == (point.backend == "af-xdp"), "\(words ?? "none")")
        }
    }

    @Test(
        .enabled(if: XDPRedirect.obstacle == nil, "needs XDP"),
        arguments: [
            ("mode = \"zero-copy\"", "veth has no zero-copy AF_XDP"), ("mode = \"copy\"", nil),
            ("queue = 1", "a veth interface has no queue 1; allowed: 0"),
        ])
    func `What veth has not is refused before anything starts`(
        option: String, refusal: String?
    ) throws {
        let plan = try Laboratory.experiment(
            series: ["backend = \"af-xdp\"\n\(option)", "backend = \"recv\""]
        ).plan(seed: 1)
        let words = plan.points.compactMap { Fitness.objection(to: $0, isRootless: false) }
        #expect(words.count == (refusal == nil ? 0 : 1))
        if let refusal { #expect(words.first?.hasSuffix(refusal) == true) }
    }

    @Test(arguments: [
        "topology = [\"veth-napi\", \"veth-rps\"]",
        "topology = \"veth-napi\"\nnapi_policy = [\"other\", \"fifo\"]",
    ])
    func `Without root, only the points that need it are left out`(lines: String) throws {
        let plan = try Laboratory.experiment(lines).plan(seed: 1)
        try Fitness.check(plan, isRootless: true)
        let objections = plan.points.map { Fitness.objection(to: $0, isRootless: true) }
        #expect(objections.count { $0 != nil } == 1 && objections.count { $0 == nil } == 1)
        #expect(plan.points.allSatisfy { Fitness.objection(to: $0, isRootless: false) == nil })
    }
}

@Suite struct KernelReleaseTests {
    @Test(arguments: [
        ("6.18.44-fc-v657", 6, 18), ("6.1.0-18-amd64", 6, 1), ("5.12", 5, 12), ("6.6-rc1+", 6, 6),
        ("", 0, 0), ("unknown", 0, 0), ("6", 0, 0), (".1", 0, 0),
    ])
    func `A release is two numbers, or 0.0`(text: String, major: Int, minor: Int) {
        let release = KernelRelease(text: text)
        #expect(release.major == major && release.minor == minor)
    }

    @Test func `5.9 is before 5.12, and 5.12 before 6.0`() {
        let releases = ["5.9", "5.12", "6.0", "6.10"].map(KernelRelease.init(text:))
        #expect(releases == releases.sorted())
        #expect(!(releases[1] < releases[1]))
    }

    @Test func `The running kernel has a release`() {
        #expect(KernelRelease.current.major >= 4)
    }
}

@Suite struct FingerprintTests {
    @Test func `Whatever changes the points or their number changes the hash`() throws {
        let plain = try Laboratory.experiment(size: "[64, 128]")
        let variants = [
            plain, plain.quick(), try plain.repetitions(2), try plain.only(["frame_size=64"]),
            try Laboratory.experiment(rate: "21kpps", size: "[64, 128]"),
            try Laboratory.experiment(size: "[64, 128]", series: ["backend = \"pcap\""]),
        ]
        #expect(Set(variants.map(\.fingerprint)).count == variants.count)
    }

    @Test func `A new label, or a plot, does not`() throws {
        let plain = try Laboratory.experiment()
        let renamed = try Laboratory.experiment(
            series: ["label = \"x\"\nbackend = \"recv\"\n[[plot]]\nfigure = \"ledger\""])
        #expect(plain.fingerprint == renamed.fingerprint)
    }
}
