import ArgumentParser
import Kernel
import Results
import Running

/// `bench doctor`: tells whether this machine is fit for a sweep.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything a sweep needs, and print what to do about what is missing.",
        discussion: "Exit status 4 if a sweep of the default topology cannot run here."
    )

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        for line in Recovery.run() { StandardStream.writeError("bench: \(line)\n") }
        let findings = Doctor.examine()
        let text = json ? try JSONText.text(findings) : Self.text(findings)
        try output(text)
        if findings.contains(where: { $0.state == .unfit }) { throw ExitStatus.unfit }
    }

    private static func text(_ findings: [DoctorCheck]) -> String {
        findings.map { finding in
            let mark =
                switch finding.state {
                case .ok: "ok     "
                case .limited: "limited"
                case .unfit: "UNFIT  "
                }
            let remedy = finding.remedy.map { "\n         remedy: \($0)" } ?? ""
            return "\(mark)  \(finding.subject.padding(to: 22))\(finding.detail)\(remedy)\n"
        }.joined()
    }
}
