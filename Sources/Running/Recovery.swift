import Kernel
import Testbed

/// What a bench that was killed left changed, put back at the next start.
package enum Recovery {
    /// Puts it back, for who holds the lock.
    ///
    /// - Returns: what was done, a line each.
    package static func run(_ lock: SweepLock) -> [String] {
        defer { withExtendedLifetime(lock) {} }
        // In a user namespace of one's own there is nothing that could have been changed.
        guard ProcessInfo.isRoot && !Privilege.isRootless else { return [] }
        return Leftovers.putBack()
    }

    /// Puts it back unless a sweep is running, whose changes are no leftovers.
    package static func run() -> [String] {
        // Without need the lock is not taken, or a sweep that starts now would be refused.
        guard Leftovers.mayExist, let lock = try? SweepLock() else { return [] }
        return run(lock)
    }
}
