import FoundationEssentials
import Kernel
import Results
import Testing

extension Bench {
    /// The only run below `results`, if there is one.
    var runDirectory: RunDirectory? {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder + "/results")) ?? [] {
            let experiment = folder + "/results/" + name
            if let run = try? files.contentsOfDirectory(atPath: experiment).sorted().first {
                return RunDirectory(path: experiment + "/" + run)
            }
        }
        return nil
    }

    /// The rows of the only run; reading them fails if one is broken.
    func records() throws -> [TrialRecord] {
        let directory = try #require(runDirectory)
        let table = try directory.trials()
        #expect(table.warning == nil)
        return table.records
    }

    /// Starts a sweep of the experiment `name`, at once, with results and plots in the folder.
    func sweep(
        _ name: String = "e.toml", _ more: [String] = [], prefix: [String] = []
    ) throws -> Running {
        try start(["sweep", name, "--wait", "0s"] + more, prefix: prefix)
    }

    /// Nothing of it is left: no process, and none of the kernel threads that there were.
    func expectNothingLeft(_ threads: Set<Int32> = []) {
        let deadline = MonotonicClock.now() + 5_000_000_000
        while MonotonicClock.now() < deadline && !processes.isEmpty {
            Poll.sleep(until: MonotonicClock.now() + 10_000_000)
        }
        #expect(processes.map(\.words) == [])
        // The kernel takes namespaces away when it finds the time.
        let patience = MonotonicClock.now() + 5_000_000_000
        while MonotonicClock.now() < patience && !Self.napiThreads.isDisjoint(with: threads) {
            Poll.sleep(until: MonotonicClock.now() + 20_000_000)
        }
        #expect(Self.napiThreads.isDisjoint(with: threads))
    }

    /// The NAPI kernel threads of the machine.
    static var napiThreads: Set<Int32> {
        let pids = (try? ProcDirectory.numbers("/proc")) ?? []
        return Set(
            pids.filter { pid in
                (try? ProcFile.text("/proc/\(pid)/comm"))?.hasPrefix("napi/") == true
            })
    }
}
