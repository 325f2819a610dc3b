import Frames
import Kernel

/// The frames of a recording by their fingerprints: a hash table with open addressing, in memory that
/// is there before the traffic.
///
/// Equal frames are one entry. Frames that differ only in what moving their addresses changes have one
/// fingerprint, and an entry each.
struct ContentTable: ~Copyable {
    /// A place of the hash table: an entry's number + 1, or 0 if it is empty.
    private struct Slot {
        var fingerprint: UInt64
        var entry: UInt64
    }

    /// Equal frames of the recording.
    struct ContentEntry {
        /// Where the numbers of its frames begin, and how many there are.
        var first: Int
        var count: Int
        /// The next entry with the same fingerprint, + 1; 0 if there is none.
        var next: Int
        /// What moving changes.
        var moved: MovedFrame?
        /// Frames that arrived; if they may have moved, those of the latest round.
        var taken: Int
        var round: Int
    }

    let identity: ContentIdentity
    private let slots: Mapping
    private let mask: Int
    private let entries: Mapping
    /// Numbers of frames, entry by entry, ascending in each.
    private let frames: Mapping
    private let entryCount: Int

    /// - Parameter recording: `nil` for a table that is empty.
    /// - Throws: `SystemError` if there is no memory.
    init(_ recording: Recording?, _ identity: ContentIdentity) throws(SystemError) {
        let groups = recording.map { Groups($0, identity).found } ?? []
        var size = 64
        while size < 2 * groups.count { size *= 2 }
        let slots = try Mapping(anonymous: size * MemoryLayout<Slot>.stride)
        let entries = try Mapping(
            anonymous: max(1, groups.count) * MemoryLayout<ContentEntry>.stride)
        let frames = try Mapping(
            anonymous: max(1, recording?.count ?? 0) * MemoryLayout<UInt32>.stride)
        self.slots = slots
        mask = size - 1
        self.entries = entries
        entryCount = groups.count
        self.frames = frames
        self.identity = identity
        var first = 0
        for (index, group) in groups.enumerated() {
            entry(index).pointee = ContentEntry(
                first: first, count: group.frames.count, next: 0, moved: group.moved, taken: 0,
                round: 0)
            for frame in group.frames {
                self.frames.start.assumingMemoryBound(to: UInt32.self)[first] = frame
                first += 1
            }
            insert(index, group.fingerprint)
        }
    }

    /// Puts an entry in: behind those with the same fingerprint, or into the next empty place.
    private func insert(_ index: Int, _ fingerprint: UInt64) {
        let slots = slots.start.assumingMemoryBound(to: Slot.self)
        var place = Int(truncatingIfNeeded: fingerprint) & mask
        while slots[place].entry != 0, slots[place].fingerprint != fingerprint {
            place = (place + 1) & mask
        }
        entry(index).pointee.next = Int(slots[place].entry)
        slots[place] = Slot(fingerprint: fingerprint, entry: UInt64(index + 1))
    }

    /// An entry; valid as long as the owner lives.
    @inline(__always)
    func entry(_ index: Int) -> UnsafeMutablePointer<ContentEntry> {
        entries.start.assumingMemoryBound(to: ContentEntry.self) + index
    }

    /// The entry with this fingerprint, the first of a chain; -1 if there is none.
    @inline(__always)
    func find(_ fingerprint: UInt64) -> Int {
        let slots = slots.start.assumingMemoryBound(to: Slot.self)
        var place = Int(truncatingIfNeeded: fingerprint) & mask
        while slots[place].entry != 0 {
            if slots[place].fingerprint == fingerprint {
                return Int(truncatingIfNeeded: slots[place].entry) &- 1
            }
            place = (place &+ 1) & mask
        }
        return -1
    }

    /// The number in the recording of one of an entry's frames.
    @inline(__always)
    func frame(_ place: Int, of entry: ContentEntry) -> Int {
        Int(frames.start.assumingMemoryBound(to: UInt32.self)[entry.first &+ place])
    }

    /// Forgets what arrived.
    func forget() {
        for index in 0..<entryCount {
            (entry(index).pointee.taken, entry(index).pointee.round) = (0, 0)
        }
    }
}

/// The frames of a recording, equal ones together.
private struct Groups {
    struct EqualFrames {
        let fingerprint: UInt64
        let moved: MovedFrame?
        var frames: [UInt32] = []
    }

    private struct ContentKey: Hashable {
        let fingerprint: UInt64
        let moved: MovedFrame?
    }

    /// In the order of the first frame of each.
    private(set) var found: [EqualFrames] = []

    init(_ recording: Recording, _ identity: ContentIdentity) {
        var known: [ContentKey: Int] = [:]
        recording.withBytes { bytes in
            for frame in 0..<recording.count {
                let own = UnsafeRawBufferPointer(rebasing: bytes[recording.range(of: frame)])
                guard let start = own.baseAddress,
                    let reading = identity.read(own, length: own.count)
                else { continue }
                let moved = reading.places.map { MovedFrame(start, $0) }
                let key = ContentKey(fingerprint: reading.fingerprint, moved: moved)
                let index = known[key] ?? found.count
                if index == found.count {
                    known[key] = index
                    found.append(EqualFrames(fingerprint: reading.fingerprint, moved: moved))
                }
                found[index].frames.append(UInt32(frame))
            }
        }
    }
}
