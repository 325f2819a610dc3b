import Frames
import Kernel

/// Tells frames of a recording by their content, and keeps account of which of them arrived.
///
/// Equal frames cannot be told apart: the nth that arrives is counted as the nth that was sent, and those
/// beyond the number sent are duplicates. A frame that is none of the recording is a stray; so is one
/// with a changed byte. With ``Replay/shiftsAddresses`` the addresses tell the round.
struct ContentChecker: ~Copyable, FrameConsumer {
    static var kind: Counting? { .content }
    private(set) var stamps = StampCounts()
    private(set) var frames: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    /// Bytes the backend keeps of each frame.
    private(set) var snaplen = Int.max

    private let replay: Replay?
    private var table: ContentTable
    private var seen: SeenFrames
    /// Frames of a round.
    private let count: Int
    /// Frames that the run has, as far as is known.
    private var limit: UInt64
    private var isAccepting = false

    /// - Parameter replay: what is sent; `nil` for a checker that takes no frames.
    init(_ replay: Replay?, capacity: Int = SeenFrames.defaultCapacity) throws(SystemError) {
        let table = try ContentTable(replay?.recording, Self.identity(replay, snaplen: .max))
        let seen = try SeenFrames(capacity: capacity)
        self.replay = replay
        count = replay?.recording.count ?? 1
        limit = seen.capacity
        self.table = table
        self.seen = seen
    }

    /// Says how many bytes are kept of each frame: of cut frames only these are compared.
    ///
    /// Makes the table anew if that changes what is compared.
    mutating func keep(snaplen: Int) throws(SystemError) {
        guard snaplen != self.snaplen else { return }
        self.snaplen = snaplen
        let identity = Self.identity(replay, snaplen: snaplen)
        guard identity != table.identity else { return }
        table = try ContentTable(replay?.recording, identity)
    }

    private static func identity(_ replay: Replay?, snaplen: Int) -> ContentIdentity {
        ContentIdentity(
            snaplen: snaplen, longest: replay?.recording.largest.apiLength ?? 0,
            isShifted: replay?.shiftsAddresses ?? false)
    }

    @inline(__always)
    mutating func take(_ frame: UnsafeRawBufferPointer, length: Int) {
        frames &+= 1
        bytes &+= UInt64(truncatingIfNeeded: length)
        stamps.truncated &+= frame.count < min(length, snaplen) ? 1 : 0
        guard isAccepting, let found = find(frame, length: length) else {
            stamps.stray &+= 1
            return
        }
        note(found)
    }

    /// An entry of the table, and the round that the addresses tell, if they do.
    private struct Found {
        let entry: Int
        let round: Int?
    }

    @inline(__always)
    private func find(_ frame: UnsafeRawBufferPointer, length: Int) -> Found? {
        guard let start = frame.baseAddress,
            let reading = table.identity.read(frame, length: length),
            case let first = table.find(reading.fingerprint), first >= 0
        else { return nil }
        guard let places = reading.places else { return Found(entry: first, round: nil) }
        let sent = MovedFrame(start, places)
        let isMulticast = places.isMulticast(start)
        var index = first
        while index >= 0 {
            let entry = table.entry(index)
            if let moved = entry.pointee.moved,
                let round = moved.round(of: sent, places, isMulticast: isMulticast)
            {
                return Found(entry: index, round: round)
            }
            index = entry.pointee.next &- 1
        }
        return nil
    }

    /// Counts a frame of the recording.
    @inline(__always)
    private mutating func note(_ found: Found) {
        let entry = table.entry(found.entry)
        let number: Int
        if let round = found.round {
            number = self.number(of: entry, inRound: round)
        } else {
            number = nextNumber(of: entry)
        }
        if number >= 0 {
            seen.mark(UInt64(truncatingIfNeeded: number), stream: 0, in: &stamps)
        } else {
            stamps.duplicates &+= 1
        }
    }

    /// The number in the run of the next frame of an entry, all of whose frames are alike; -1 if there
    /// have been as many as were sent.
    @inline(__always)
    private func nextNumber(of entry: UnsafeMutablePointer<ContentTable.ContentEntry>) -> Int {
        let (round, place) = entry.pointee.taken.quotientAndRemainder(
            dividingBy: entry.pointee.count)
        let number = round &* count &+ table.frame(place, of: entry.pointee)
        guard UInt64(truncatingIfNeeded: number) < limit else { return -1 }
        entry.pointee.taken &+= 1
        return number
    }

    /// The same where the round is known.
    @inline(__always)
    private func number(
        of entry: UnsafeMutablePointer<ContentTable.ContentEntry>, inRound round: Int
    ) -> Int {
        if round != entry.pointee.round { (entry.pointee.round, entry.pointee.taken) = (round, 0) }
        let taken = entry.pointee.taken
        entry.pointee.taken = taken &+ 1
        var start = round &* count
        repeat {
            if taken < entry.pointee.count {
                let number = start &+ table.frame(taken, of: entry.pointee)
                if isUnseen(number) { return number }
            }
            // After frames that came late, or twice.
            for place in 0..<entry.pointee.count {
                let number = start &+ table.frame(place, of: entry.pointee)
                if isUnseen(number) { return number }
            }
            // Addresses go round.
            start &+= AddressShift.rounds &* count
        } while UInt64(truncatingIfNeeded: start) < limit
        return -1
    }

    @inline(__always)
    private func isUnseen(_ number: Int) -> Bool {
        let number = UInt64(truncatingIfNeeded: number)
        return number < limit && !seen.has(number)
    }

    /// Makes room for a run of so many frames, and forgets what was seen.
    mutating func prepare(frames: Int, present: Int = .max) throws(SystemError) {
        try seen.prepare(frames: frames, present: present)
        // Where there is no pace that many are expected, and there may be more.
        limit = frames < 1 << 28 ? UInt64(frames) : seen.capacity
    }

    /// Zeroes every count: a run begins.
    mutating func accept() {
        seen.forget()
        table.forget()
        isAccepting = true
        (stamps, frames, bytes) = (StampCounts(), 0, 0)
    }

    /// Says how many frames the run had: copies beyond them were duplicates.
    mutating func settle(frames: Int) {
        let beyond = seen.count(from: frames)
        stamps.unique &-= beyond
        stamps.duplicates &+= beyond
    }

    /// The frames that were seen, a bit each.
    ///
    /// Of equal frames the first ones: several workers' marks are joined rightly only if equal frames
    /// come to one of them.
    var marks: [UInt64] { seen.marks }

    var counts: FrameCounts {
        var counts = FrameCounts(frames: frames, bytes: bytes, stamps: stamps)
        counts.tellsOrder = false
        return counts
    }

    /// The frames of the run that have not arrived; `nil` if that cannot be told, as when rounds are alike.
    func losses(of frames: Int) -> SequenceLosses? {
        tellsLosses(of: frames) ? seen.losses(of: frames) : nil
    }

    /// Whether the frames of such a run can be told from each other: rounds may be alike.
    func tellsLosses(of frames: Int) -> Bool {
        replay.map { !$0.repeatsFrames(frames) } ?? false
    }
}
