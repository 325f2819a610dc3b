import Frames
import Kernel
import Results

extension Machine {
    /// What a manifest keeps of this machine, by which ``Machine`` knows it again.
    ///
    /// The id of machine-id(5) is confidential: only a hash of it is kept.
    static func factsHere() -> [String: String] {
        var facts: [String: String] = [:]
        facts[nameFact] = try? ProcFile.text("/proc/sys/kernel/hostname")
        facts[bootFact] = try? ProcFile.text("/proc/sys/kernel/random/boot_id")
        if let id = try? ProcFile.text("/etc/machine-id"), !id.isEmpty {
            facts[idFact] = Fingerprint("bench \(id)").text
        }
        return facts.filter { !$0.value.isEmpty }
    }
}
