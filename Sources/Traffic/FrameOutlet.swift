import Kernel

/// Where a paced session writes its frames, and how they leave: one system call for each batch.
///
/// Frames of a batch are counted from 0. The loop is generic over this and specialised, so that
/// nothing of it is a dynamic call per frame.
protocol FrameOutlet {
    /// Most frames of a batch.
    var capacity: Int { get }
    /// Every place that a frame is ever written to: for headers that stay.
    var places: [UnsafeMutableRawPointer] { get }
    /// What the kernel granted, for the record.
    var granted: [String: String] { get }

    /// Begins a batch: for how many of `count` frames there is room now.
    mutating func room(for count: Int) -> Int
    /// Where a frame of the batch is written.
    func place(of index: Int) -> UnsafeMutableRawPointer
    /// Says how many bytes (API length) it has.
    mutating func setLength(_ length: Int, of index: Int)
    /// Sends `count` frames, from `first` on: what became of the foremost of them.
    ///
    /// - Throws: on anything that is not a loss on the path, with none of these frames sent.
    mutating func send(from first: Int, count: Int) throws(SystemError) -> FrameSender.Sent
    /// Takes back `count` frames, from `first` on, that ``send(from:count:)`` did not send and
    /// that nobody will ask for again.
    mutating func takeBack(from first: Int, count: Int)
    /// Ends a run: adds what only the outlet knows to its report.
    mutating func settle(_ report: inout TrafficReport) throws(SystemError)
}

extension FrameOutlet {
    mutating func settle(_ report: inout TrafficReport) throws(SystemError) {}
}
