import FoundationEssentials
import Frames
import Kernel

/// A host as ssh(1) reaches it, with the user's own configuration, keys and agent.
///
/// All commands of a sweep share one connection (ControlMaster), whose socket is in a directory of this
/// sweep alone. Nothing is ever asked: BatchMode.
final class SSH {
    /// As the user wrote it.
    let destination: String
    private let folder: String

    /// - Parameter folder: of the socket, which only this user may enter.
    init(_ destination: String, folder: String) {
        self.destination = destination
        self.folder = folder
    }

    /// Seconds to connect, between two signs of life, and how many of them may be missed.
    private static let options = [
        "BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=5", "ServerAliveCountMax=3",
        "ControlMaster=auto", "ControlPersist=10", "ForwardX11=no", "ForwardAgent=no",
        "ClearAllForwardings=yes", "PermitLocalCommand=no", "RequestTTY=no", "LogLevel=ERROR",
    ]

    private var base: [String] {
        ["-o", "ControlPath=\(folder)/%C"] + Self.options.flatMap { ["-o", $0] }
    }

    /// The words that run a script of sh(1) there.
    ///
    /// - Parameter script: without a single quote, for the user's shell there may be any.
    func words(_ script: String) -> [String] {
        ["ssh"] + base + ["--", destination, "exec sh -c '\(script)'"]
    }

    /// Runs a script there to its end.
    func run(
        _ script: String, input: ChildProcess.Stream = .null, within seconds: Int = 30
    ) throws(HostError) -> Command.Output {
        let output: Command.Output
        do throws(SystemError) {
            output = try Command.collect(words(script), from: input, within: seconds)
        } catch {
            if error.isInterrupt { throw HostError(destination, .interrupted) }
            throw HostError(
                destination,
                error.isMissing
                    ? .unreachable("there is no program “ssh”: apt-get install openssh-client")
                    : .unreachable(
                        error.isTimeout ? "no answer within \(seconds) s" : error.description))
        }
        // 255 is ssh's own.
        if output.end.status == 255 {
            throw HostError(destination, .unreachable(Self.reason(output.errors)))
        }
        return output
    }

    /// Ends the connection that the commands share.
    func close() {
        _ = try? Command.collect(
            ["ssh"] + base + ["-O", "exit", "--", destination], within: 2)
    }

    /// What ssh complained of, in one line, with what helps.
    static func reason(_ errors: String) -> String {
        let lines = errors.split(whereSeparator: \.isNewline).map { PlainText.oneLine(String($0)) }
            .filter { !$0.allSatisfy { "@ ".contains($0) } }
        let all = lines.joined(separator: " ")
        if all.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            return "its host key has changed: if that is meant, remove the old one "
                + "(ssh-keygen -R) and connect once by hand"
        }
        if all.contains("Host key verification failed") {
            return "its host key is not known: connect once by hand with ssh"
        }
        if all.contains("Permission denied") {
            return
                "ssh was refused: \(lines.last ?? "") (keys only: a password cannot be asked for)"
        }
        return lines.last ?? "ssh ended with exit status 255 and no word"
    }
}

/// Why a host cannot be used.
struct HostError: Error, CustomStringConvertible {
    enum HostObstacle {
        case unreachable(String)
        /// It is reached, and is not fit.
        case unfit(String)
        case interrupted
    }

    let host: String
    let reason: HostObstacle

    init(_ host: String, _ reason: HostObstacle) {
        self.host = host
        self.reason = reason
    }

    var description: String {
        switch reason {
        case .unreachable(let words): "host \(host) cannot be reached: \(words)"
        case .unfit(let words): "host \(host): \(words)"
        case .interrupted: "host \(host): interrupted"
        }
    }
}

/// This program on another host: `~/.cache/bench/bench-HASH` there.
struct RemoteProgram {
    let ssh: SSH
    /// SHA-256 of this program, hexadecimal.
    let hash: String

    /// A word of the shell there.
    private var path: String { "$HOME/.cache/bench/bench-\(hash)" }

    private var host: String { ssh.destination }

    /// The script that becomes the agent.
    ///
    /// - Parameter isRoot: whether the user there is root; all else is done through sudo(8).
    func agentScript(isRoot: Bool) -> String {
        "exec \(isRoot ? "" : "sudo -n -- ")\"\(path)\" host-agent"
    }

    /// Finds out what there is, and copies this program if that is allowed.
    ///
    /// - Returns: whether the user there is root.
    /// - Throws: what is in the way, with the remedy.
    func prepare(pushes: Bool, sayingSo say: (String) -> Void) throws(HostError) -> Bool {
        let found = try probe()
        guard let machine = found["machine"], machine == "Linux \(Self.machine)" else {
            throw HostError(
                host,
                .unfit(
                    "it is “\(found["machine"] ?? "unknown")”, and this bench is for Linux "
                        + "\(Self.machine): build bench for it, and start the sweep there"))
        }
        let isRoot = found["uid"] == "0"
        guard isRoot || found["sudo"] == "yes" else {
            throw HostError(
                host,
                .unfit(
                    "user \(found["uid"] ?? "") may not become root with “sudo -n”, which bench "
                        + "needs there for packet sockets, BPF and interface settings: log in as "
                        + "root, or allow sudo without a password"))
        }
        if found["hash"] != hash {
            guard pushes else {
                throw HostError(
                    host,
                    .unfit(
                        found["hash"] == nil
                            ? "this build of bench is not there (~/.cache/bench/bench-"
                                + "\(hash.prefix(12))…): add --push to copy it"
                            : "~/.cache/bench/bench-\(hash.prefix(12))… is not what its name says: "
                                + "add --push to copy it again"))
            }
            say("copying bench to \(host)")
            try push()
        }
        try tryIt()
        return isRoot
    }

    /// The machine as `uname -m` names it.
    private static var machine: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "another machine"
        #endif
    }

    private func probe() throws(HostError) -> [String: String] {
        let output = try ssh.run(
            """
            echo machine $(uname -s) $(uname -m); echo uid $(id -u); \
            sudo -n true 2>/dev/null && echo sudo yes; \
            test -x "\(path)" && echo hash $(sha256sum <"\(path)"); exit 0
            """)
        var found: [String: String] = [:]
        for line in output.text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2 { found[String(words[0])] = PlainText.oneLine(String(words[1])) }
        }
        // Some shells have something to say to everybody; sha256sum ends with the file's name.
        found["hash"] = found["hash"].map { String($0.prefix { $0 != " " }) }
        guard found["machine"] != nil else {
            throw HostError(
                host, .unfit("the shell there did not answer: \(SSH.reason(output.errors))"))
        }
        return found
    }

    private func push() throws(HostError) {
        let new = "$HOME/.cache/bench/.new-\(hash.prefix(12))-$$"
        let file: InputFile
        do throws(SystemError) {
            file = try InputFile(ProcessInfo.executable)
        } catch {
            throw HostError(host, .unfit("cannot read this program: \(error)"))
        }
        let output = try ssh.run(
            """
            umask 077; mkdir -p "$HOME/.cache/bench" && cat >"\(new)" && chmod 700 "\(new)" && \
            test "$(sha256sum <"\(new)" | cut -d " " -f 1)" = \(hash) && \
            mv -f "\(new)" "\(path)" && \
            find "$HOME/.cache/bench" -name "bench-*" -mtime +30 ! -name "bench-\(hash)" -delete \
            || { rm -f "\(new)"; exit 1; }
            """, input: .descriptor(file.number), within: 600)
        guard output.end.isSuccess else {
            throw HostError(
                host, .unfit("bench cannot be copied there: \(SSH.reason(output.errors))"))
        }
    }

    /// Another C library, or a missing one, shows only when the program is executed.
    private func tryIt() throws(HostError) {
        let output = try ssh.run("exec \"\(path)\" --version")
        guard output.end.isSuccess else {
            let lines = output.errors.split(whereSeparator: \.isNewline)
            let words = PlainText.oneLine(lines.first.map(String.init) ?? output.end.words)
            throw HostError(
                host,
                .unfit(
                    "bench does not run there: \(words): install libpcap0.8, libbpf1 and liburing2 "
                        + "there, or build bench on the older of the two systems"))
        }
    }
}
