/// A session whose frames pass through this process: a backend's kernel interface, and nothing else.
///
/// What happens to the frames is the same for all of them and is done here: the consumer is chosen
/// once a receive, and with it a loop that the compiler has specialised for both. So a frame costs no
/// dynamic call. That holds for final classes of this module; a generic class would do it at run time.
protocol FrameSource: CaptureSession {
    var settings: CaptureSettings { get }

    /// Gives the frames that are there to a consumer, as
    /// ``CaptureSession/receive(into:timeoutMilliseconds:)`` says.
    func take<Consumer: FrameConsumer & ~Copyable>(
        into consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int
}

extension FrameSource {
    @inline(__always)
    package func receive(
        into tally: inout FrameTally, timeoutMilliseconds milliseconds: Int32
    ) throws(CaptureError) -> Int {
        if settings.touch != tally.room.touch { try tally.room.become(settings.touch) }
        switch tally.counting {
        case .count:
            return try work(for: &tally.counter, &tally.room, milliseconds)
        case .account:
            tally.accountant.snaplen = settings.snaplen
            return try work(for: &tally.accountant, &tally.room, milliseconds)
        case .stamp:
            tally.checker.snaplen = settings.snaplen
            tally.checker.oldest = 0
            return try work(for: &tally.checker, &tally.room, milliseconds)
        case .latency:
            tally.timer.stamps.snaplen = settings.snaplen
            tally.timer.stamps.oldest = 0
            return try work(for: &tally.timer, &tally.room, milliseconds)
        case .sequence:
            tally.sequencer.snaplen = settings.snaplen
            return try work(for: &tally.sequencer, &tally.room, milliseconds)
        case .content:
            try tally.keepContent(settings.snaplen)
            return try work(for: &tally.content, &tally.room, milliseconds)
        }
    }

    /// Chooses what is done with each frame: a loop of its own for each.
    @inline(__always)
    private func work<Consumer: FrameConsumer & ~Copyable>(
        for consumer: inout Consumer, _ room: inout TouchRoom, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        switch settings.touch {
        case .count:
            guard settings.work > 0 else { return try take(into: &consumer, milliseconds) }
            var nothing = CountTouch()
            return try touch(&nothing, for: &consumer, milliseconds)
        case .header: return try touch(&room.header, for: &consumer, milliseconds)
        case .payload: return try touch(&room.payload, for: &consumer, milliseconds)
        case .copy: return try touch(&room.copy, for: &consumer, milliseconds)
        case .write:
            let taken = try touch(&room.write, for: &consumer, milliseconds)
            try room.checkFile()
            return taken
        }
    }

    @inline(__always)
    private func touch<Toucher: FrameTouch, Consumer: FrameConsumer & ~Copyable>(
        _ toucher: inout Toucher, for consumer: inout Consumer, _ milliseconds: Int32
    ) throws(CaptureError) -> Int {
        try consumer.working(settings.work, &toucher) { worker throws(CaptureError) in
            try take(into: &worker, milliseconds)
        }
    }
}

/// A source that reads a packet socket of ours: its queue, or a ring.
protocol PacketSource: FrameSource {
    var tap: PacketTap { get }
}

extension PacketSource {
    var settings: CaptureSettings { tap.settings }
    package var wakeUps: UInt64 { tap.wakeUps }
    package func counters() throws(CaptureError) -> CaptureCounters { try tap.counters() }
    package func openIntake() throws(CaptureError) { try tap.admit() }
    package func closeIntake() throws(CaptureError) { try tap.close() }
    package var group: WorkerGroup? { tap.fanoutGroup.map(WorkerGroup.fanout) }
}
