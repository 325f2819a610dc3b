/// What happens to each frame a backend delivers.
///
/// Backends are generic over this and choose the consumer once per receive, so that the loop over the
/// frames is specialised: no dynamic call, no allocation and no reference counting per frame. That
/// holds only within this module and with `@inline(__always)` on the implementation.
protocol FrameConsumer: ~Copyable {
    /// Takes one frame.
    ///
    /// `frame` holds the captured bytes and is valid during the call only; `length` is the length
    /// on the wire, FCS excluded.
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int)

    /// Which of the tally's consumers it is; `nil` for any other.
    static var kind: Counting? { get }
    /// What a ``WorkingConsumer`` does besides; `nil` for any other.
    static var touch: Touch? { get }
    /// The run whose stamps it accepts; 0 if it reads none.
    var runID: UInt32 { get }
}

extension FrameConsumer where Self: ~Copyable {
    static var kind: Counting? { nil }
    static var touch: Touch? { nil }
    var runID: UInt32 { 0 }
}
