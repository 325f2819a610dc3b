package import Frames
package import Settings

/// What to capture, and how.
package struct CaptureRequest: Sendable {
    /// The interface's name in the calling thread's network namespace.
    package var interface: String
    /// The backend's settings, defaults filled in.
    package var settings: Settings
    package var touch: Touch
    /// Bytes the kernel charges to a socket's queue for one frame of the traffic, as measured.
    ///
    /// Needed to give a socket queue a depth in frames; `nil` if it was not measured.
    package var truesize: Double?
    /// What the frames are that the trial is about.
    package var format: FrameFormat
    /// Whether frames count that are sent through the interface: it is the sender's.
    package var seesOutgoing: Bool

    package init(
        interface: String, settings: Settings, touch: Touch = .stamp, truesize: Double? = nil,
        format: FrameFormat = .bare, seesOutgoing: Bool = false
    ) {
        self.interface = interface
        self.settings = settings
        self.touch = touch
        self.truesize = truesize
        self.format = format
        self.seesOutgoing = seesOutgoing
    }

    /// The filter to run, given the one that was asked for: TCP has frames in both directions, of
    /// which only those with payload are the traffic.
    func filter(_ expression: String?) -> String? {
        guard touch == .sequence else { return expression }
        return expression.map { "(\(format.filter)) and (\($0))" } ?? format.filter
    }
}
