import CLinux
import Glibc

/// The user who typed a command under sudo(8), and doing things with no more than that user's rights.
///
/// Whatever a folder of that user holds (links, FIFOs, other people's results) then reaches no further
/// than the user does, and what is made there belongs to the user.
package enum Invoker {
    package struct User: Sendable, Hashable {
        package let user: UInt32
        package let group: UInt32
        /// The supplementary groups, as the user's login has them.
        let groups: [UInt32]
    }

    /// `nil` unless this is root under sudo, and that user exists in this user namespace.
    package static let user: User? = {
        guard geteuid() == 0, let user = number("SUDO_UID"), user != 0,
            let group = number("SUDO_GID"), UserNamespace.has(user)
        else { return nil }
        return User(user: user, group: group, groups: groups(of: user, group))
    }()

    /// Runs `body` with the user's rights to files, on this thread; nothing else changes.
    ///
    /// Programs that `body` starts are root's again once they run: it may open files for them.
    ///
    /// Source: setfsuid(2), capabilities(7) (“Effect of user ID changes on capabilities”).
    package static func files<Value, Failure: Error>(
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let user, geteuid() == 0, clinux_fs_user() == 0 else { return try body() }
        let own = ownGroups()
        enter(user.user, user.group, user.groups)
        defer { enter(0, getegid(), own) }
        return try body()
    }

    /// Becomes the user for good, in all threads: what is left to do needs no privilege.
    package static func become() throws(SystemError) {
        guard let user, geteuid() == 0 else { return }
        try systemCall("setgroups") { setgroups(user.groups.count, user.groups) }
        try systemCall("setresgid") { clinux_become_group(user.group) }
        try systemCall("setresuid", on: "user \(user.user)") { clinux_become_user(user.user) }
    }

    /// On this thread; nothing that is done before it fits together.
    private static func enter(_ user: UInt32, _ group: UInt32, _ groups: [UInt32]) {
        // The order in which there is still the right to do each.
        if user == 0 { clinux_set_fs_user(user) }
        clinux_set_thread_groups(Int32(groups.count), groups)
        clinux_set_fs_group(group)
        if user != 0 { clinux_set_fs_user(user) }
        // Beside sandboxes that forbid it: better no file than root's.
        guard clinux_fs_user() == user else {
            StandardStream.writeError("bench: cannot take the rights of user \(user) to files\n")
            exit(4)
        }
    }

    private static func ownGroups() -> [UInt32] {
        let count = getgroups(0, nil)
        guard count > 0 else { return [] }
        var groups = [UInt32](repeating: 0, count: Int(count))
        let found = getgroups(count, &groups)
        return Array(groups.prefix(Int(max(0, found))))
    }

    private static func groups(of user: UInt32, _ group: UInt32) -> [UInt32] {
        guard let entry = getpwuid(user), let name = entry.pointee.pw_name else { return [group] }
        var count: CInt = 256
        var groups = [UInt32](repeating: 0, count: Int(count))
        guard getgrouplist(name, group, &groups, &count) >= 0 else { return [group] }
        return Array(groups.prefix(Int(count)))
    }

    private static func number(_ name: String) -> UInt32? {
        getenv(name).flatMap { UInt32(String(cString: $0)) }
    }
}
