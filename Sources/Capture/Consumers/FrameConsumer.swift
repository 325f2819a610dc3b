/// What happens to each frame a backend delivers.
///
/// Backends are generic over this and choose the consumer once per batch, so that the loop over the
/// frames is specialised: no dynamic call, no allocation and no reference counting per frame. That
/// holds only within this module and with `@inline(__always)` on the implementation.
protocol FrameConsumer: ~Copyable {
    /// Takes one frame.
    ///
    /// `frame` holds the captured bytes and is valid during the call only; `length` is the length
    /// on the wire, FCS excluded.
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int)
}
