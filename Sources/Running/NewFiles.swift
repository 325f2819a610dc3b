import FoundationEssentials
import Kernel

/// What a command is about to make, so that under sudo(8) all of it can be handed to the user who
/// typed the command: also the directories above that were not there before.
struct NewFiles {
    private let top: String

    /// Looks, before anything is made, how far up the path of `directory` nothing exists yet.
    init(below directory: String) {
        var top = directory
        while let slash = top.lastIndex(of: "/"), slash != top.startIndex {
            let above = String(top[..<slash])
            guard !FileManager.default.fileExists(atPath: above) else { break }
            top = above
        }
        // `results/x` where not even `results` exists: the loop ends at `results`.
        self.top = top
    }

    /// Hands over everything made; nothing unless this is root under sudo.
    func handOver() {
        Ownership.handOver(top)
    }
}
