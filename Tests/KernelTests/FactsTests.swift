import Glibc
import Testing

@testable import Kernel

struct FileLockTests {
    /// A directory of a test's own.
    private static func path(_ name: String) throws -> String {
        let path = "/tmp/bench-test-\(getpid())-\(name)"
        try Directory.make(path)
        return path
    }

    @Test("a file has one holder at a time, and is free when that one goes")
    func lock() throws {
        let path = try Self.path("lock")
        defer { TextFile.removeDirectory(path) }
        do {
            let first = try FileLock(path: path)
            #expect(first != nil)
            #expect(try FileLock(path: path) == nil)
            _ = first
        }
        // Soon: a process that another test is just starting may still hold a copy.
        #expect(soon { (try? FileLock(path: path)) != nil })
    }

    @Test("a child that was started meanwhile does not hold it")
    func notInherited() throws {
        let path = try Self.path("child")
        defer { TextFile.removeDirectory(path) }
        let child: ChildProcess
        do {
            let lock = try FileLock(path: path)
            child = try ChildProcess(
                "sleep", ["60"], streams: .init(input: .null, output: .null, error: .null))
            _ = lock
        }
        #expect(soon { (try? FileLock(path: path)) != nil })
        _ = child
    }

    @Test("a file that is not there is named")
    func missing() {
        let error = #expect(throws: SystemError.self) { try FileLock(path: "/tmp/not-there") }
        #expect(error?.subject == "/tmp/not-there")
    }
}

struct RoutesTests {
    private static func fields(_ text: String) -> [[Substring]] {
        text.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" } }
    }

    private static let ipv4 = fields(
        """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
        eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
        eth1\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
        eth2\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000080\t0\t0\t0
        """)
    private static let ipv6 = fields(
        """
        00000000000000000000000000000001 80 00000000000000000000000000000000 00 \
        00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth1
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
        fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth2
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
        00000000000000000000000000000000 ffffffff 00000001 00000000 00200200 lo
        """)

    @Test(
        "an interface is in use if a default route leaves through it",
        arguments: [("eth0", true), ("eth1", false), ("eth2", false), ("eth", false)])
    func ipv4(interface: String, isDefault: Bool) {
        #expect(Routes.hasDefault(in: Self.ipv4, interface: interface) == isDefault)
    }

    @Test(
        "so it is with IPv6",
        arguments: [("eth0", false), ("eth1", false), ("eth2", true), ("lo", false)])
    func ipv6(interface: String, isDefault: Bool) {
        #expect(Routes.hasDefault6(in: Self.ipv6, interface: interface) == isDefault)
    }

    @Test("a broken line is passed over")
    func broken() {
        #expect(!Routes.hasDefault(in: Self.fields("eth0 00000000\n\n"), interface: "eth0"))
        #expect(!Routes.hasDefault6(in: Self.fields("0 00"), interface: "eth0"))
    }

    @Test(
        "the routes asked are those of the namespace the thread is in",
        .enabled(if: Here.isRoot, "\(Here.needsRoot)"))
    func live() throws {
        let namespace = try NetworkNamespace()
        try namespace.enter { () throws(SystemError) in
            let script = """
                ip link add d0 type veth peer d1 && ip link set d1 up && ip addr add 10.1.2.3/24 dev d0 && ip link set d0 up &&
                ip route add default dev d0
                """
            #expect(try Command.collect(["sh", "-c", script]).errors == "")
            #expect(Routes.isDefault(interface: "d0"))
            #expect(!Routes.isDefault(interface: "d1"))
        }
        #expect(!Routes.isDefault(interface: "d0"))
    }
}

@Suite(.enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct InterfaceTests {
    @Test("facts of the loopback in a fresh namespace, down and up")
    func loopback() throws {
        try NetworkNamespace().enter { () throws(SystemError) in
            #expect(Interface.index(of: "lo") == 1)
            #expect(Interface.isLoopback("lo"))
            #expect(!Interface.isUp("lo"))
            #expect(try Interface.mtu(of: "lo") == 65_536)
            #expect(try Interface.addresses(of: "lo") == [])
            #expect(try Command.collect(["ip", "link", "set", "lo", "up"]).end.isSuccess)
            #expect(Interface.isUp("lo"))
            #expect(try Interface.addresses(of: "lo").contains("127.0.0.1"))
        }
    }

    @Test("a veth has counters of its driver's own, and is no loopback")
    func veth() throws {
        try NetworkNamespace().enter { () throws(SystemError) in
            let words = ["ip", "link", "add", "v0", "mtu", "2000", "type", "veth", "peer", "v1"]
            #expect(try Command.collect(words).errors == "")
            #expect(!Interface.isLoopback("v0") && !Interface.isUp("v0"))
            #expect(try Interface.mtu(of: "v0") == 2000)
            let peer = Interface.driverCounters(of: "v0")["peer_ifindex"]
            #expect(peer == Interface.index(of: "v1").map(UInt64.init))
            #expect(Interface.driverCounters(of: "lo") == [:])
        }
    }

    @Test("an interface that is not there has no index, and asking for its MTU is an error")
    func missing() throws {
        #expect(Interface.index(of: "no-such-if") == nil)
        #expect(!Interface.isUp("no-such-if") && !Interface.isLoopback("no-such-if"))
        let error = #expect(throws: SystemError.self) { try Interface.mtu(of: "no-such-if") }
        #expect(error?.code == ENODEV && error?.subject == "no-such-if")
        #expect(try Interface.addresses(of: "no-such-if") == [])
        #expect(Interface.driverCounters(of: "no-such-if") == [:])
    }
}

@Suite(.enabled(if: Here.isRoot, "\(Here.needsRoot)"))
struct SysfsTests {
    @Test("shows the interfaces of the namespace it was opened in, also from outside")
    func namespace() throws {
        let sysfs = try NetworkNamespace().enter { () throws(SystemError) in
            let words = ["ip", "link", "add", "s0", "type", "veth", "peer", "s1"]
            #expect(try Command.collect(words).errors == "")
            return try Sysfs()
        }
        #expect(try sysfs.read("class/net/s0/mtu") == "1500")
        try sysfs.write("1400", to: "class/net/s0/mtu")
        #expect(try sysfs.read("class/net/s0/mtu") == "1400")
    }

    @Test("a file that is not there, and a value the kernel refuses, are errors with the path")
    func errors() throws {
        try NetworkNamespace().enter { () throws(SystemError) in
            let sysfs = try Sysfs()
            let missing = #expect(throws: SystemError.self) {
                try sysfs.read("class/net/nowhere/mtu")
            }
            #expect(missing?.subject == "/sys/class/net/nowhere/mtu" && missing?.code == ENOENT)
            let refused = #expect(throws: SystemError.self) {
                try sysfs.write("-1", to: "class/net/lo/mtu")
            }
            #expect(refused?.code == EINVAL)
        }
    }
}

struct TextFileTests {
    @Test("a file is written whole, and replaces what was there")
    func write() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/file"
        try TextFile.write("a longer text\n", to: path)
        try TextFile.write("short\n", to: path)
        #expect(try ProcFile.text(path) == "short")
        try TextFile.write("", to: path)
        #expect(try ProcFile.text(path) == "")
    }

    @Test(
        "a full disk and a missing directory are errors that name the file",
        arguments: [("/dev/full", ENOSPC, "write"), ("/nowhere/file", ENOENT, "open")])
    func errors(path: String, code: CInt, call: String) {
        let error = #expect(throws: SystemError.self) {
            try TextFile.write("text", to: path, follows: true)
        }
        #expect(error == SystemError(call: call, code: code, subject: path))
    }

    @Test("directories are made with all above them, and may be there already")
    func directories() throws {
        let directory = try TemporaryDirectory()
        let deep = directory.path + "/a/b/c"
        try Directory.make(deep)
        try Directory.make(deep + "/")
        try TextFile.write("text", to: deep + "/file")
        let error = #expect(throws: SystemError.self) { try Directory.make(deep + "/file/d") }
        #expect(error?.code == ENOTDIR)
        for path in ["/a/b/c", "/a/b", "/a"] { TextFile.removeDirectory(directory.path + path) }
        #expect(try ProcDirectory.names(directory.path) == [])
    }

    @Test("an error reads as call, subject and reason")
    func wording() {
        let error = SystemError(call: "open", code: ENOENT, subject: "/x")
        #expect("\(error)" == "open on /x: No such file or directory")
        #expect("\(SystemError(call: "poll", code: EINTR))" == "poll: Interrupted system call")
    }
}
