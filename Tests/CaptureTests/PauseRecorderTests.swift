import Capture
import Testing

/// When a capture took no frame although one had been sent.
@Suite struct PauseRecorderTests {
    private static let ms: Int64 = 1_000_000

    @Test func `A pause begins with the last batch, or when the first frame was sent`() {
        var recorder = PauseRecorder()
        recorder.begin(at: 100 * Self.ms)
        recorder.note(1, at: 101 * Self.ms, oldest: 99 * Self.ms)
        // Nobody sent for 3 ms: the frame was taken at once.
        recorder.note(1, at: 104 * Self.ms, oldest: 104 * Self.ms - 5000)
        // 5 ms without a batch, the frame 4 ms old.
        recorder.note(7, at: 109 * Self.ms, oldest: 105 * Self.ms)
        // An old backlog is read in short batches.
        recorder.note(16, at: 109 * Self.ms + 10_000, oldest: 106 * Self.ms)
        // No stamp of the run was read.
        recorder.note(16, at: 119 * Self.ms, oldest: 0)
        #expect(
            recorder.longest == [
                PauseRecorder.Pause(from: 100 * Self.ms, to: 101 * Self.ms, frames: 1),
                PauseRecorder.Pause(from: 105 * Self.ms, to: 109 * Self.ms, frames: 7),
            ])
        recorder.begin(at: 200 * Self.ms)
        #expect(recorder.longest.isEmpty)
    }

    @Test func `Of many pauses the longest are kept, in the order of time`() {
        var recorder = PauseRecorder()
        var now: Int64 = 1
        recorder.begin(at: now)
        // Lengths of 1 to 200 ms, in an order that is neither up nor down.
        for index in 1...200 {
            let start = now
            now += Int64(index * 77 % 201) * Self.ms
            recorder.note(1, at: now, oldest: start)
        }
        let kept = recorder.longest
        #expect(kept.count == PauseRecorder.most)
        #expect(kept.map(\.from) == kept.map(\.from).sorted())
        #expect(
            kept.map { $0.length / Self.ms }.sorted()
                == Array(Int64(201 - PauseRecorder.most)...200))
    }
}
