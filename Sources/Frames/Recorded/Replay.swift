/// How a recording is sent: how often, and with which addresses.
package struct Replay: Sendable, Hashable {
    package let recording: Recording
    /// Rounds after which the traffic ends; `nil` to go on until the time is over.
    package let rounds: Int?
    /// Whether each round has addresses of its own (``AddressShift``).
    package let shiftsAddresses: Bool

    package init(_ recording: Recording, rounds: Int? = nil, shiftsAddresses: Bool = false) {
        self.recording = recording
        self.rounds = rounds
        self.shiftsAddresses = shiftsAddresses
    }

    /// The most rounds that can be asked for.
    package static let mostRounds = 1_000_000_000

    /// Bytes that must be kept of each frame so that its addresses are among them: headers of Ethernet
    /// and IPv6, and two VLAN tags.
    package static let leastSnaplen = 14 + 8 + 40

    /// Frames after which the traffic ends; `nil` if only time ends it.
    package var mostFrames: Int? { rounds.map { $0 * recording.count } }

    /// How often as the file and the column `repeat` say it: a number, or `fill`.
    package var roundsText: String { rounds.map { "\($0)" } ?? "fill" }

    /// Whether two frames of a run may be alike because they are the same frame of two rounds.
    package func repeatsFrames(_ frames: Int) -> Bool {
        frames > recording.count && !shiftsAddresses
    }
}
