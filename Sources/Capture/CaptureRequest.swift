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

    package init(
        interface: String, settings: Settings, touch: Touch = .stamp, truesize: Double? = nil
    ) {
        self.interface = interface
        self.settings = settings
        self.touch = touch
        self.truesize = truesize
    }
}
