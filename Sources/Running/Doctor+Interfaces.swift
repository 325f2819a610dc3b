import Kernel
import Testbed

extension Doctor {
    /// Which interfaces topology `nic` could have; `nil` if the machine has none but the loopback.
    static func interfaces() -> DoctorCheck? {
        let all = ((try? ProcDirectory.names("/sys/class/net")) ?? []).filter {
            Interface.index(of: $0) != nil && !Interface.isLoopback($0)
        }
        guard !all.isEmpty else { return nil }
        let free = all.filter { (try? Interface.uses(of: $0))?.isEmpty == true }.sorted()
        let words = free.map { Interface.isUp($0) ? $0 : "\($0) (down)" }
        let list = words.isEmpty ? "all are in use" : "free: \(words.joined(separator: ", "))"
        // Two are wanted: one that sends, one that captures.
        let detail = "for topology nic, with root: \(list)"
        return DoctorCheck("interfaces", .ok, detail)
    }
}
