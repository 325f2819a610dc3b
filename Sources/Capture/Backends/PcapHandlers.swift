import CPcap

/// The function that gives a frame to a consumer of this type; `nil` for a type that has none.
///
/// Each type has one of its own, since libpcap calls a plain function, which cannot be generic.
func pcapHandler<Consumer: FrameConsumer & ~Copyable>(
    for consumer: Consumer.Type
) -> pcap_handler? {
    switch (Consumer.kind, Consumer.touch) {
    case (nil, _): nil
    case (.count, nil): { give($0, $1, $2, FrameCounter.self) }
    case (.count, .count): { give($0, $1, $2, Working<FrameCounter, CountTouch>.self) }
    case (.count, .header): { give($0, $1, $2, Working<FrameCounter, HeaderTouch>.self) }
    case (.count, .payload): { give($0, $1, $2, Working<FrameCounter, PayloadTouch>.self) }
    case (.count, .copy): { give($0, $1, $2, Working<FrameCounter, CopyTouch>.self) }
    case (.count, .write): { give($0, $1, $2, Working<FrameCounter, WriteTouch>.self) }
    case (.account, nil): { give($0, $1, $2, FrameAccountant.self) }
    case (.account, .count): { give($0, $1, $2, Working<FrameAccountant, CountTouch>.self) }
    case (.account, .header): { give($0, $1, $2, Working<FrameAccountant, HeaderTouch>.self) }
    case (.account, .payload): { give($0, $1, $2, Working<FrameAccountant, PayloadTouch>.self) }
    case (.account, .copy): { give($0, $1, $2, Working<FrameAccountant, CopyTouch>.self) }
    case (.account, .write): { give($0, $1, $2, Working<FrameAccountant, WriteTouch>.self) }
    case (.stamp, nil): { give($0, $1, $2, StampChecker.self) }
    case (.stamp, .count): { give($0, $1, $2, Working<StampChecker, CountTouch>.self) }
    case (.stamp, .header): { give($0, $1, $2, Working<StampChecker, HeaderTouch>.self) }
    case (.stamp, .payload): { give($0, $1, $2, Working<StampChecker, PayloadTouch>.self) }
    case (.stamp, .copy): { give($0, $1, $2, Working<StampChecker, CopyTouch>.self) }
    case (.stamp, .write): { give($0, $1, $2, Working<StampChecker, WriteTouch>.self) }
    case (.latency, nil): { give($0, $1, $2, LatencyChecker.self) }
    case (.latency, .count): { give($0, $1, $2, Working<LatencyChecker, CountTouch>.self) }
    case (.latency, .header): { give($0, $1, $2, Working<LatencyChecker, HeaderTouch>.self) }
    case (.latency, .payload): { give($0, $1, $2, Working<LatencyChecker, PayloadTouch>.self) }
    case (.latency, .copy): { give($0, $1, $2, Working<LatencyChecker, CopyTouch>.self) }
    case (.latency, .write): { give($0, $1, $2, Working<LatencyChecker, WriteTouch>.self) }
    case (.sequence, nil): { give($0, $1, $2, SequenceChecker.self) }
    case (.sequence, .count): { give($0, $1, $2, Working<SequenceChecker, CountTouch>.self) }
    case (.sequence, .header): { give($0, $1, $2, Working<SequenceChecker, HeaderTouch>.self) }
    case (.sequence, .payload): { give($0, $1, $2, Working<SequenceChecker, PayloadTouch>.self) }
    case (.sequence, .copy): { give($0, $1, $2, Working<SequenceChecker, CopyTouch>.self) }
    case (.sequence, .write): { give($0, $1, $2, Working<SequenceChecker, WriteTouch>.self) }
    case (.content, nil): { give($0, $1, $2, ContentChecker.self) }
    case (.content, .count): { give($0, $1, $2, Working<ContentChecker, CountTouch>.self) }
    case (.content, .header): { give($0, $1, $2, Working<ContentChecker, HeaderTouch>.self) }
    case (.content, .payload): { give($0, $1, $2, Working<ContentChecker, PayloadTouch>.self) }
    case (.content, .copy): { give($0, $1, $2, Working<ContentChecker, CopyTouch>.self) }
    case (.content, .write): { give($0, $1, $2, Working<ContentChecker, WriteTouch>.self) }
    }
}

private typealias Working = WorkingConsumer

@inline(__always)
private func give<Consumer: FrameConsumer & ~Copyable>(
    _ consumer: UnsafeMutablePointer<UInt8>?, _ header: UnsafePointer<pcap_pkthdr>?,
    _ bytes: UnsafePointer<UInt8>?, _ type: Consumer.Type
) {
    guard let consumer, let header else { return }
    let frame = UnsafeRawBufferPointer(start: bytes, count: Int(header.pointee.caplen))
    UnsafeMutableRawPointer(consumer).assumingMemoryBound(to: Consumer.self)
        .pointee.take(frame, length: Int(header.pointee.len))
}
