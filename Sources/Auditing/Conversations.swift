import Packets

/// Which conversation a segment belongs to, and what it tells about both directions.
///
/// Addresses and ports may be used again, at the same time in another VLAN or tunnel, or later:
/// each is a conversation of its own, and those of one pair of ends are a chain, newest first.
struct Conversations: Sendable {
    /// Directions, in the order of their first packets.
    private(set) var directions = Chunks<OneWay>()
    private var conversations = Chunks<Conversation>()
    private var newest = HashedPlaces()
    /// What copies of a conversation's packets are wrapped in, where they are otherwise; -1 for
    /// nothing yet.
    private var copies: [Int32: (Int32, Int32)] = [:]
    /// Conversations that are kept; about 200 bytes each, and 110 more if it has two directions.
    private let most: Int
    /// Segments of others.
    private(set) var surplus = (packets: 0, bytes: Int64(0))
    private var seen = SeenPackets()
    private var wrappings: [Wrapping] = [Wrapping()]
    private var numbers: [Wrapping: Int32] = [:]

    /// One direction of one conversation.
    struct OneWay: Sendable {
        var flow = TCPFlow()
        /// The place of its conversation, and whether it is the answering one.
        private let place: UInt32

        init(conversation: Int, isAnswer: Bool) {
            place = UInt32(conversation) << 1 | (isAnswer ? 1 : 0)
        }

        var conversation: Int { Int(place >> 1) }
        var isAnswer: Bool { place & 1 == 1 }
    }

    init(most: Int = Conversations.usual) {
        self.most = most
    }

    /// As many as 1 GiB holds.
    static let usual = 4_000_000

    private struct Conversation: Sendable {
        /// As its first packet has it.
        let key: FlowKey
        /// Places of its directions; -1 before there is one.
        var asking: Int32 = -1
        var answering: Int32 = -1
        /// The one before it in the chain; -1 if there is none.
        let previous: Int32
        /// What its directions are wrapped in; -1 for nothing yet.
        var wrapping: (Int32, Int32) = (-1, -1)
        var isReset = false
    }

    /// Bytes of a conversation in memory, its directions aside.
    static var bytesOfOne: Int { MemoryLayout<Conversation>.stride }

    /// Which of a chain a segment fits.
    private enum Fit { case exact, loose, none }

    private struct FlowPlace {
        let conversation: Int
        let isAnswer: Bool
        /// It belongs to none that is known.
        var isStray = false
    }

    /// How many of a chain are looked at.
    private static let deepest = 32

    func key(of direction: OneWay) -> FlowKey {
        let key = conversations[direction.conversation].key
        return direction.isAnswer ? key.reversed : key
    }

    /// What a direction is wrapped in; empty if it is not.
    func wrapping(of direction: OneWay) -> String {
        let pair = conversations[direction.conversation].wrapping
        let number = direction.isAnswer ? pair.1 : pair.0
        return number > 0 ? wrappings[Int(number)].text : ""
    }

    mutating func take(_ segment: Segment) {
        let wrapping = number(of: segment.wrapping)
        let hash = segment.flow.pairHash
        // Acknowledgements look alike without being the same packet; so does a segment sent again
        // whose sender dates nothing (IPv6 without timestamps), unless it is wrapped otherwise.
        let wasSeen = segment.span > 0 && seen.insert(segment.fingerprint)
        let isCopy = wasSeen && (segment.isDated || isForeign(segment, hash, wrapping))
        guard let place = find(segment, hash, wrapping, isCopy) ?? begin(segment, hash) else {
            surplus.packets += 1
            surplus.bytes += Int64(segment.length)
            return
        }
        admit(wrapping, place, isCopy)
        let own = direction(place.conversation, place.isAnswer)
        guard !isCopy else { return directions[own].flow.takeCopy(segment) }
        guard !place.isStray else { return directions[own].flow.takeStray(segment) }
        directions[own].flow.take(segment)
        if segment.flags.contains(.rst) { conversations[place.conversation].isReset = true }
        guard segment.flags.contains(.ack) else { return }
        tell(segment, place, own)
    }

    /// What a segment acknowledges, and where the other direction begins if it has SYN.
    private mutating func tell(_ segment: Segment, _ place: FlowPlace, _ own: Int) {
        if segment.flags.contains(.syn) {
            let other = direction(place.conversation, !place.isAnswer)
            directions[other].flow.begin(at: segment.acknowledgement)
        }
        guard let other = known(place.conversation, !place.isAnswer) else { return }
        // The answer to a SYN acknowledges nothing else.
        let isOpening =
            directions[other].flow.isOnlySYN && directions[own].flow.firstNumber == nil
        directions[other].flow.take(acknowledgementOf: segment, isOpening: isOpening)
    }

    // MARK: - Finding

    private func find(
        _ segment: Segment, _ hash: UInt64, _ wrapping: Int32, _ isCopy: Bool
    ) -> FlowPlace? {
        guard var next = newest(hash) else { return nil }
        var (loose, fallback): (FlowPlace?, FlowPlace?) = (nil, nil)
        var depth = 0
        while next >= 0, depth < Self.deepest {
            defer { (next, depth) = (Int(conversations[next].previous), depth + 1) }
            let isAnswer = conversations[next].key != segment.flow
            guard !isAnswer || conversations[next].key == segment.flow.reversed,
                isCopy || admits(next, isAnswer, wrapping)
            else { continue }
            let place = FlowPlace(conversation: next, isAnswer: isAnswer)
            switch fit(segment, place) {
            case .exact: return place
            case .loose: loose = loose ?? place
            case .none: break
            }
            fallback = fallback ?? place
        }
        if let loose { return loose }
        // A copy is no news; RST and what has no data begin nothing.
        let begins = segment.span > 0 && !segment.flags.contains(.rst)
        guard isCopy || !begins, var fallback else { return nil }
        fallback.isStray = true
        return fallback
    }

    /// Whether no direction in the chain is wrapped like a segment.
    private func isForeign(_ segment: Segment, _ hash: UInt64, _ wrapping: Int32) -> Bool {
        var next = newest(hash) ?? -1
        var depth = 0
        while next >= 0, depth < Self.deepest {
            defer { (next, depth) = (Int(conversations[next].previous), depth + 1) }
            let own = conversations[next].wrapping
            if (conversations[next].key == segment.flow ? own.0 : own.1) == wrapping {
                return false
            }
        }
        return true
    }

    /// The newest conversation of a chain.
    private func newest(_ hash: UInt64) -> Int? {
        newest.find(hash) { conversations[$0].key.pairHash == hash }
    }

    /// Begins a conversation; `nil` if there are too many.
    private mutating func begin(_ segment: Segment, _ hash: UInt64) -> FlowPlace? {
        let place = conversations.count
        guard place < most else { return nil }
        let previous = newest(hash).map { Int32($0) } ?? -1
        conversations.append(Conversation(key: segment.flow, previous: previous))
        newest.put(place, hash) { [conversations] in
            conversations[$0].key.pairHash == hash
        } hashOf: { [conversations] in
            conversations[$0].key.pairHash
        }
        return FlowPlace(conversation: place, isAnswer: false)
    }

    /// Whether packets of a direction may be wrapped so: as its first was, or as copies of the
    /// conversation were.
    private func admits(_ conversation: Int, _ isAnswer: Bool, _ wrapping: Int32) -> Bool {
        let own = conversations[conversation].wrapping
        let first = isAnswer ? own.1 : own.0
        if first < 0 || first == wrapping { return true }
        return copies[Int32(conversation)].map { $0.0 == wrapping || $0.1 == wrapping } ?? false
    }

    private mutating func admit(_ wrapping: Int32, _ place: FlowPlace, _ isCopy: Bool) {
        let isAnswer = place.isAnswer
        let own = conversations[place.conversation].wrapping
        let first = isAnswer ? own.1 : own.0
        if first < 0 {
            if isAnswer {
                conversations[place.conversation].wrapping.1 = wrapping
            } else {
                conversations[place.conversation].wrapping.0 = wrapping
            }
        } else if first != wrapping, isCopy {
            let known = copies[Int32(place.conversation)] ?? (-1, -1)
            copies[Int32(place.conversation)] =
                isAnswer ? (known.0, wrapping) : (wrapping, known.1)
        }
    }

    private mutating func number(of wrapping: Wrapping) -> Int32 {
        guard !wrapping.isEmpty else { return 0 }
        if let known = numbers[wrapping] { return known }
        let number = Int32(wrappings.count)
        wrappings.append(wrapping)
        numbers[wrapping] = number
        return number
    }

    /// The place of a direction; `nil` before it has one.
    ///
    /// A socket that is connected to itself has one direction only.
    private func known(_ conversation: Int, _ isAnswer: Bool) -> Int? {
        let isSelf = conversations[conversation].key.isSelf
        let place =
            isAnswer && !isSelf
            ? conversations[conversation].answering : conversations[conversation].asking
        return place < 0 ? nil : Int(place)
    }

    private mutating func direction(_ conversation: Int, _ isAnswer: Bool) -> Int {
        if let place = known(conversation, isAnswer) { return place }
        let place = directions.count
        directions.append(OneWay(conversation: conversation, isAnswer: isAnswer))
        if isAnswer {
            conversations[conversation].answering = Int32(place)
        } else {
            conversations[conversation].asking = Int32(place)
        }
        return place
    }

    // MARK: - Fitting

    private func fit(_ segment: Segment, _ place: FlowPlace) -> Fit {
        let own = known(place.conversation, place.isAnswer).map { directions[$0].flow.standing }
        let other = known(place.conversation, !place.isAnswer).map { directions[$0].flow.standing }
        let test = SegmentFit(
            segment: segment, own: own, other: other,
            isReset: conversations[place.conversation].isReset)
        if segment.flags.contains(.syn) { return test.syn ? .exact : .none }
        if segment.flags.contains(.rst) { return test.reset ? .exact : .none }
        return test.isExact ? .exact : test.isLoose ? .loose : .none
    }
}

extension FlowKey {
    /// The same for both directions.
    var pairHash: UInt64 { source.mixed &+ destination.mixed }
    /// Whether both ends are the same one.
    var isSelf: Bool { source == destination }
}

extension Endpoint {
    fileprivate var mixed: UInt64 {
        var word = address.low ^ UInt64(port) << 40 ^ address.high &* 0x9e37_79b9_7f4a_7c15
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
