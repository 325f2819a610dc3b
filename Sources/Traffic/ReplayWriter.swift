import Frames

/// Writes frames of a recording, round after round: as they are, or each round with its addresses.
struct ReplayWriter {
    private let recording: Recording
    /// For each frame how it moves; empty if none does.
    private let shifts: [AddressShift?]

    init(_ replay: Replay) {
        let recording = replay.recording
        self.recording = recording
        guard replay.shiftsAddresses else {
            shifts = []
            return
        }
        shifts = recording.withBytes { bytes in
            (0..<recording.count).map { frame in
                AddressShift(UnsafeRawBufferPointer(rebasing: bytes[recording.range(of: frame)]))
            }
        }
    }

    /// Writes `count` frames of the run, from number `first` on, to the first places of a batch.
    func write<Outlet: FrameOutlet>(_ count: Int, from first: Int, to outlet: inout Outlet) {
        var (round, frame) = first.quotientAndRemainder(dividingBy: recording.count)
        recording.withBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            for index in 0..<count {
                let range = recording.range(of: frame)
                let place = outlet.place(of: index)
                place.copyMemory(from: start + range.lowerBound, byteCount: range.count)
                if !shifts.isEmpty { shifts[frame]?.apply(round, to: place) }
                outlet.setLength(range.count, of: index)
                frame += 1
                if frame == recording.count { (round, frame) = (round + 1, 0) }
            }
        }
    }

    /// Bytes of `count` frames of the run, from number `first` on.
    func bytes(of count: Int, from first: Int) -> Int {
        var frame = first % recording.count
        var bytes = 0
        for _ in 0..<count {
            bytes += recording.length(of: frame)
            frame = frame + 1 == recording.count ? 0 : frame + 1
        }
        return bytes
    }
}
