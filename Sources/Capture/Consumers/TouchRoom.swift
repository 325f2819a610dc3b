import Glibc
import Kernel

/// What a ``Touch`` keeps from one receive to the next, and its memory.
struct TouchRoom: ~Copyable {
    /// Twice the 32 MiB that large caches have, so that a copy goes to memory.
    static let copyBytes = 64 << 20
    /// What is written at a time; it holds a frame of the longest snaplen.
    static let bufferBytes = 512 << 10

    private(set) var touch = Touch.count
    var header = HeaderTouch()
    var payload = PayloadTouch()
    var copy = CopyTouch(room: .init(start: nil, count: 0))
    var write = WriteTouch(room: .init(start: nil, count: 0), file: nil)
    private var memory: Mapping?

    /// Gets ready for this, with all memory present, so that no page fault falls into a trial.
    mutating func become(_ touch: Touch) throws(CaptureError) {
        do throws(SystemError) {
            switch touch {
            case .count, .header, .payload: break
            case .copy: copy = CopyTouch(room: try reserve(Self.copyBytes))
            case .write:
                write = WriteTouch(room: try reserve(Self.bufferBytes), file: try TouchFile())
            }
        } catch {
            throw .system(error)
        }
        self.touch = touch
    }

    /// Throws what a write of the last receive failed with.
    func checkFile() throws(CaptureError) {
        if let failure = write.file?.failure { throw .system(failure) }
    }

    private mutating func reserve(
        _ count: Int
    ) throws(SystemError) -> UnsafeMutableRawBufferPointer {
        let mapping = try Mapping(anonymous: count)
        let bytes = mapping.bytes
        memset(mapping.start, 0, count)
        memory = consume mapping
        return bytes
    }
}

/// The file that ``Touch/write`` writes: in memory, and written again from its beginning when it has
/// its full length.
///
/// So a write costs what write(2) into the page cache costs, and no disk is measured or filled.
final class TouchFile {
    static let byteCount = 64 << 20
    private let file: MemoryFile
    private var offset = 0
    private(set) var failure: SystemError?

    init() throws(SystemError) {
        file = try MemoryFile()
        // Its pages are there before the traffic, too.
        let zeros = [UInt8](repeating: 0, count: TouchRoom.bufferBytes)
        zeros.withUnsafeBytes { bytes in
            for _ in 0..<Self.byteCount / bytes.count { write(bytes) }
        }
        if let failure { throw failure }
    }

    func size() throws(SystemError) -> Int { try file.size() }

    func write(_ bytes: UnsafeRawBufferPointer) {
        if offset + bytes.count > Self.byteCount { offset = 0 }
        do throws(SystemError) {
            try file.write(bytes, at: offset)
        } catch {
            failure = error
        }
        offset += bytes.count
    }
}
