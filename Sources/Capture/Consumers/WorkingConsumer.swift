import Kernel

/// Does with each frame what a program would, once another consumer has taken it: touches it, and burns
/// CPU time.
///
/// Spins on the clock, so what is burnt is CPU time as long as nobody else gets the CPU, and at
/// least what reading the clock twice costs: some tens of nanoseconds.
struct WorkingConsumer<Base: FrameConsumer & ~Copyable, Toucher: FrameTouch>:
    FrameConsumer, ~Copyable
{
    private let base: UnsafeMutablePointer<Base>
    private let nanoseconds: Int64
    fileprivate var toucher: Toucher

    fileprivate init(_ base: UnsafeMutablePointer<Base>, _ toucher: Toucher, nanoseconds: Int64) {
        self.base = base
        self.toucher = toucher
        self.nanoseconds = nanoseconds
    }

    static var kind: Counting? { Base.kind }
    static var touch: Touch? { Toucher.kind }
    var runID: UInt32 { base.pointee.runID }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        base.pointee.take(frame, length: length)
        toucher.touch(frame, length: length)
        guard nanoseconds > 0 else { return }
        let end = MonotonicClock.now() &+ nanoseconds
        while MonotonicClock.now() < end {}
    }
}

extension FrameConsumer where Self: ~Copyable {
    /// Takes frames by way of a consumer that touches each frame, and works on it for so long (ns).
    ///
    /// For the choice before a receive: who does neither does not come here, and pays nothing.
    @inline(__always)
    mutating func working<Toucher: FrameTouch>(
        _ nanoseconds: Int64, _ toucher: inout Toucher,
        taking frames: (inout WorkingConsumer<Self, Toucher>) throws(CaptureError) -> Int
    ) throws(CaptureError) -> Int {
        try withUnsafeMutablePointer(to: &self) { base throws(CaptureError) in
            var worker = WorkingConsumer(base, toucher, nanoseconds: nanoseconds)
            defer { toucher = worker.toucher }
            return try frames(&worker)
        }
    }
}
