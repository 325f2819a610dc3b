import Kernel

/// Burns CPU time for each frame that another consumer has taken, as a program that looks into its
/// frames.
///
/// Spins on the clock, so what is burnt is CPU time as long as nobody else gets the CPU, and at
/// least what reading the clock twice costs: some tens of nanoseconds.
struct WorkingConsumer<Base: FrameConsumer & ~Copyable>: FrameConsumer, ~Copyable {
    private let base: UnsafeMutablePointer<Base>
    private let nanoseconds: Int64

    fileprivate init(_ base: UnsafeMutablePointer<Base>, nanoseconds: Int64) {
        self.base = base
        self.nanoseconds = nanoseconds
    }

    static var kind: Touch? { Base.kind }
    static var isWorking: Bool { true }
    var runID: UInt32 { base.pointee.runID }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        base.pointee.take(frame, length: length)
        let end = MonotonicClock.now() &+ nanoseconds
        while MonotonicClock.now() < end {}
    }
}

extension FrameConsumer where Self: ~Copyable {
    /// Takes frames by way of a consumer that works for so long (ns) on each frame.
    ///
    /// For the choice before a receive: who does not work does not come here, and pays nothing.
    @inline(__always)
    mutating func working(
        _ nanoseconds: Int64,
        taking frames: (inout WorkingConsumer<Self>) throws(CaptureError) -> Int
    ) throws(CaptureError) -> Int {
        try withUnsafeMutablePointer(to: &self) { base throws(CaptureError) in
            var worker = WorkingConsumer(base, nanoseconds: nanoseconds)
            return try frames(&worker)
        }
    }
}
