// swift-tools-version: 6.1
import PackageDescription

/// Settings of every Swift target, in one place.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A Swift target with the house settings.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

/// The test target of one module, with the same settings.
func tests(_ name: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + more,
        swiftSettings: house
    )
}

let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let real = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "bench",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // C: what Swift cannot import or say.
        .target(name: "CLinux"),
        .target(name: "CStamp"),
        // The programs that work within the kernel, as source and object, and their loaders.
        .target(
            name: "CBPF", dependencies: ["CStamp"],
            exclude: [
                "build", "softirq_clock.bpf.c", "softirq_clock.bpf.o", "xdp_capture.bpf.c",
                "xdp_capture.bpf.o", "xdp_traffic.bpf.c", "xdp_traffic.bpf.o",
            ],
            linkerSettings: [.linkedLibrary("bpf")]),
        // io_uring, whose library is mostly C macros and inline functions.
        .target(name: "CURing", linkerSettings: [.linkedLibrary("uring")]),
        .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),

        // System calls. What others may do is in HouseRulesTests.
        module("Kernel", ["CLinux", "CBPF", "CURing", "Frames", system]),

        // Pure: no privilege, no system call.
        module("Frames", [histogram]),
        module("Packets"),
        module("Auditing", ["CStamp", "Packets", "Results"]),
        module("Settings", ["Frames"]),
        module("Searching"),
        module("Experiment", ["Frames", "Searching", "Settings", toml]),
        module("Statistics", ["Frames", real]),
        module("Results", ["Frames", "Settings"]),
        module("Comparing", ["Experiment", "Frames", "Results", "Settings", "Statistics"]),
        module("Explaining", ["Comparing", "Experiment", "Frames", "Results", "Statistics"]),
        module(
            "Plotting",
            ["Comparing", "Experiment", "Frames", "Results", "Settings", "Statistics"]),
        module(
            "Reporting",
            ["Comparing", "Experiment", "Frames", "Plotting", "Results", "Settings", mustache]),

        // Touching the machine.
        module(
            "Capture",
            [
                "Auditing", "CLinux", "CStamp", "CPcap", "Kernel", "Frames", "Packets", "Settings",
                histogram,
            ]),
        module(
            "Traffic", ["CLinux", "CStamp", "CBPF", "Kernel", "Frames", "Settings", histogram]),
        module("Roles", ["Capture", "Traffic", "Kernel", "Frames", "Settings"]),
        module("Testbed", ["Kernel"]),
        module("Sampling", ["Kernel"]),
        module(
            "Running",
            [
                "Roles", "Capture", "Traffic", "Testbed", "Sampling", "Experiment", "Results",
                "Searching", "Statistics", "Plotting", "Reporting", "Comparing", "Settings",
                "Frames",
                "Kernel",
            ]),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Auditing", "CLinux", "Packets", "Running", "Roles", "Capture", "Traffic",
                "Testbed", "Sampling",
                "Experiment", "Explaining", "Results", "Plotting", "Reporting", "Comparing",
                "Settings", "Frames", "Kernel", arguments,
            ],
            swiftSettings: house
        ),

        tests("Frames"),
        tests("Auditing", ["Packets"]),
        tests("Settings", ["Frames"]),
        tests("Searching", ["Frames"]),
        tests("Experiment", ["Frames", "Searching", "Settings"]),
        tests("Statistics", ["Frames"]),
        tests("Results", ["Settings"]),
        tests("Comparing", ["Experiment", "Frames", "Results", "Statistics"]),
        tests("Explaining", ["Comparing", "Experiment", "Results", "Statistics"]),
        tests("Plotting", ["Comparing", "Experiment", "Results", "Settings", "Statistics"]),
        tests("Reporting", ["Comparing", "Experiment", "Plotting", "Results"]),
        tests(
            "Capture",
            [
                "Auditing", "CLinux", "CStamp", "Kernel", "Frames", "Packets", "Settings",
                "Testbed",
            ]),
        tests("Kernel", ["bench"]),
        tests(
            "Traffic",
            [
                "CBPF", "Capture", "Testbed", "CStamp", "Kernel", "Frames", "Sampling", "Settings",
                "bench",
            ]),
        tests("Testbed", ["Kernel"]),
        tests("Roles", ["Capture", "Traffic", "Testbed", "Kernel", "Frames", "Settings", "bench"]),
        tests("Sampling", ["Kernel"]),
        tests(
            "Running",
            [
                "bench", "Capture", "Comparing", "Experiment", "Explaining", "Frames", "Kernel",
                "Plotting", "Results", "Sampling", "Searching", "Settings", "Statistics", "Testbed",
                "Traffic",
            ]),
        // The built program, as users run it.
        .testTarget(
            name: "CommandTests",
            dependencies: ["bench", "Capture", "Frames", "Kernel", "Results"],
            swiftSettings: house),
        .testTarget(
            name: "HouseRulesTests",
            dependencies: ["Comparing", "Experiment", "Explaining", "Results", "Running"],
            swiftSettings: house),
    ],
    cLanguageStandard: .c11
)
