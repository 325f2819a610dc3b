/// A way from a generator to a capturer, ready for traffic.
package protocol Testbed: AnyObject {
    var generator: Link { get }
    /// The end to which frames are sent.
    var capture: Link { get }
    /// The end at which frames are captured: the same, unless they are to be seen as they leave.
    var tap: Link { get }
    /// What was read back after setting up: for the manifest and the `geometry` check.
    var readBack: [String: String] { get }
    /// Settings that read back otherwise than they were set; empty if all is as asked.
    var mismatches: [String] { get }
    /// What a reader should know though nothing is wrong; empty if there is nothing.
    var remarks: [String] { get }
    /// The NAPI kernel threads that do the receive work, one for each receive queue; empty where it is
    /// done otherwise.
    var napiThreads: [CInt] { get }
    /// The kernel threads that poll the rings before the receive work; empty where there are none.
    var pollThreads: [CInt] { get }
    /// Whether the NAPI threads are pinned to the capture CPU: needs root.
    var napiThreadIsPinned: Bool { get }
    /// Where the frames were lost that the sending device counts as dropped.
    var refusals: Refusals { get }
    /// Whether nothing but test frames can be on the way: the interfaces are new and nobody else's.
    var isSilent: Bool { get }
}

extension Testbed {
    package var tap: Link { capture }
    package var pollThreads: [CInt] { [] }
}
