import ArgumentParser
import Experiment
import Kernel
import Results
import Running

/// `bench doctor`: tells whether this machine is fit for a sweep.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything a sweep needs, and print what to do about what is missing.",
        discussion: """
            With an experiment that names [hosts], or with --hosts FILE, it looks at these hosts \
            through ssh, in one table. Exit status 4 if a sweep cannot run there; without hosts, \
            if a sweep of the default topology cannot run here.
            """
    )

    @Argument(help: "An experiment whose hosts are examined.", completion: .experiments)
    var experiment: String?

    @OptionGroup var hosts: HostOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        if let interfaces = try interfaces() { return try examine(interfaces) }
        for line in Recovery.run() { StandardStream.writeError("bench: \(line)\n") }
        let findings = Doctor.examine()
        let text = json ? try JSONText.text(findings) : Self.text(findings)
        try output(text)
        if findings.contains(where: { $0.state == .unfit }) { throw ExitStatus.unfit }
    }

    /// Those of other hosts; `nil` if this machine is to be examined.
    private func interfaces() throws -> NamedInterfaces? {
        guard let experiment else { return try hosts.interfaces() }
        let loaded = try ExperimentPart.parse([]).load(experiment)
        return try hosts.applied(to: loaded).interfaces.flatMap { $0.hosts == nil ? nil : $0 }
    }

    private func examine(_ interfaces: NamedInterfaces) throws {
        let found: [HostChecks]
        do {
            let stage = Stage(signals: try EndSignals())
            let pair = try HostPair(interfaces, stage, pushes: hosts.push, locks: false)
            defer { pair.close() }
            found = try pair.examine().map { HostChecks(host: $0.host, checks: $0.checks) }
        } catch let error as SystemError {
            throw fail(error.description, ExitStatus.failure)
        } catch let error as SweepError {
            throw fail(error.description, error.status)
        } catch let interrupted as Interrupted {
            throw ExitCode(128 + interrupted.signal)
        }
        try output(json ? try JSONText.text(found) : Self.table(found))
        if found.contains(where: { $0.checks.contains { $0.state == .unfit } }) {
            throw ExitStatus.unfit
        }
    }

    /// What was found on one host.
    private struct HostChecks: Encodable {
        let host: String
        let checks: [DoctorCheck]
    }

    /// One table of all hosts: each line begins with its host.
    private static func table(_ found: [HostChecks]) -> String {
        let width = found.map(\.host.count).max() ?? 0
        return found.flatMap { host in
            text(host.checks, beside: width + 1).split(separator: "\n").map { line in
                "\(host.host.padding(to: width)) \(line)\n"
            }
        }.joined()
    }

    /// A line for each check; on a terminal as many as it takes.
    ///
    /// - Parameter margin: columns that are taken already.
    private static func text(_ findings: [DoctorCheck], beside margin: Int = 0) -> String {
        let width = StandardStream.errorIsTerminal ? StandardStream.columns - margin : .max
        return findings.map { finding in
            let mark =
                switch finding.state {
                case .ok: "ok     "
                case .limited: "limited"
                case .unfit: "UNFIT  "
                }
            let detail = finding.detail.wrapped(indent: 31, width: width)
            let remedy = finding.remedy.map {
                "         remedy: " + $0.wrapped(indent: 17, width: width)
            }
            return "\(mark)  \(finding.subject.padding(to: 22))\(detail)\(remedy ?? "")"
        }.joined()
    }
}
