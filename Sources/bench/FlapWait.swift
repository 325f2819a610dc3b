import Capture
import Kernel

/// What becomes of a capture whose interface went down: it goes on if the interface comes up again soon.
struct FlapWait {
    /// The interface's index: it may be renamed while it is down.
    private let index: Int?
    private let interface: String
    /// Times it went down and came up again.
    private(set) var flaps = 0

    /// How long it may stay down (ns).
    private static let patience: Int64 = 5_000_000_000

    init(_ interface: String) {
        self.interface = interface
        index = Interface.index(of: interface)
    }

    /// Waits until the interface is up again, or the capture is over.
    ///
    /// - Parameter failure: what the capture reported.
    /// - Throws: the failure if it is another one, or if the interface stays down or vanishes.
    mutating func recover(
        from failure: CaptureError, orUntil isOver: () -> Bool
    ) throws(CaptureError) {
        guard case .interfaceDown = failure, let index else { throw failure }
        let deadline = MonotonicClock.now() + Self.patience
        while !isOver() {
            guard let name = Interface.name(of: index) else {
                throw .interfaceVanished(interface)
            }
            if Interface.isUp(name) {
                flaps += 1
                return
            }
            guard MonotonicClock.now() < deadline else { throw failure }
            Poll.sleep(until: MonotonicClock.now() + 20_000_000)
        }
    }
}
