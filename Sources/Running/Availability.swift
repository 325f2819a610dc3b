package import Capture
import Kernel
package import Testbed

/// What works on this machine for this user, and why the rest does not.
package enum Availability {
    /// Why a backend cannot work here; `nil` if it can.
    ///
    /// CAP_NET_RAW is had by root, and by anybody within a user namespace of his own.
    package static func obstacle(to backend: Backend) -> String? {
        for requirement in backend.requirements {
            switch requirement {
            case .netRaw:
                guard !ProcessInfo.isRoot, let reason = Privilege.obstacleToRootless() else {
                    continue
                }
                return "needs root or a user namespace: \(reason)"
            case .kernel(let major, let minor):
                guard KernelRelease.current < KernelRelease(major: major, minor: minor) else {
                    continue
                }
                return "needs \(requirement)"
            case .ioUring:
                if let obstacle = UringReceiver.obstacle { return obstacle }
            case .xdp:
                if let obstacle = XDPRedirect.obstacle { return obstacle }
            }
        }
        return nil
    }

    /// Why the kernel cannot steer receive work to a CPU, if the topology needs that.
    static func steeringObstacle(to topology: Topology) -> String? {
        // Every network namespace has a loopback; the sysctl keys of RPS are only in the first one.
        let isBuiltIn = (try? Sysfs().read("class/net/lo/queues/rx-0/rps_cpus")) != nil
        return topology.isSteered && !isBuiltIn
            ? "the kernel was built without RPS (CONFIG_RPS)" : nil
    }

    /// Why a topology cannot work here; `nil` if it can.
    package static func obstacle(to topology: Topology) -> String? {
        if topology.needsRoot && (!ProcessInfo.isRoot || Privilege.isRootless) {
            return "needs root"
        }
        if let obstacle = steeringObstacle(to: topology) { return obstacle }
        guard !ProcessInfo.isRoot, let reason = Privilege.obstacleToRootless() else { return nil }
        return "needs root or a user namespace: \(reason)"
    }
}

/// The running kernel's version, as far as it is compared.
struct KernelRelease: Comparable {
    let major: Int
    let minor: Int

    /// `/proc/sys/kernel/osrelease`; 0.0 if it cannot be read.
    static var current: KernelRelease {
        KernelRelease(text: (try? ProcFile.text("/proc/sys/kernel/osrelease")) ?? "")
    }

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `6.1.0-18-amd64` and the like; 0.0 if the text does not begin with two numbers.
    init(text: String) {
        let numbers = text.split(separator: ".", maxSplits: 2).prefix(2).map { part in
            Int(part.prefix { $0.isASCII && $0.isNumber })
        }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else {
            self.init(major: 0, minor: 0)
            return
        }
        self.init(major: major, minor: minor)
    }

    static func < (left: KernelRelease, right: KernelRelease) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
