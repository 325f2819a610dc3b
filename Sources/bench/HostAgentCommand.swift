import ArgumentParser
import Running

/// `bench host-agent`: the part of a sweep on another host; the runner starts it through ssh.
struct HostAgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host-agent",
        abstract: "Serve a sweep that runs elsewhere (started by it through ssh).",
        shouldDisplay: false
    )

    func run() throws {
        let status = HostAgent.run(version: benchVersion)
        if status != 0 { throw ExitCode(status) }
    }
}
