import CLinux
import Frames
import Kernel
import Testing

@testable import Capture

/// The test plays the kernel on plain memory.
@Suite struct BlockRingTests {
    private static let layout = BlockLayout(blockSize: 8192, blockCount: 3)

    /// Fills a block with 60-byte frames that begin with these marks, and hands it over.
    private func fill(_ memory: UnsafeMutableRawPointer, block: Int, marks: [UInt8]) {
        let start = memory + block * Self.layout.blockSize
        let step = Self.layout.footprint(60)
        for (index, mark) in marks.enumerated() {
            let frame = start + 48 + index * step
            let header = frame.assumingMemoryBound(to: tpacket3_hdr.self)
            header.pointee.tp_next_offset = index == marks.count - 1 ? 0 : UInt32(step)
            header.pointee.tp_len = 1000
            header.pointee.tp_snaplen = 60
            header.pointee.tp_mac = 82
            (frame + 82).storeBytes(of: mark, as: UInt8.self)
        }
        let head = start.assumingMemoryBound(to: tpacket_block_desc.self)
        head.pointee.hdr.bh1.num_pkts = UInt32(marks.count)
        head.pointee.hdr.bh1.offset_to_first_pkt = 48
        clinux_store_release32(start + 8, UInt32(TP_STATUS_USER | TP_STATUS_BLK_TMO))
    }

    private func status(_ memory: UnsafeMutableRawPointer, block: Int) -> UInt32 {
        clinux_load_acquire32(memory + block * Self.layout.blockSize + 8)
    }

    private func makeMemory() throws -> Mapping {
        try Mapping(anonymous: Self.layout.blockSize * Self.layout.blockCount)
    }

    @Test func framesOfABlockComeInOrderAndTheBlockGoesBack() throws {
        let mapping = try makeMemory()
        let memory = mapping.start
        var ring = BlockRing(memory: mapping, layout: Self.layout)
        var recorder = Recorder()
        fill(memory, block: 0, marks: [1, 2, 3])
        fill(memory, block: 1, marks: [4])
        #expect(ring.drain(into: &recorder, limit: 100) == 4)
        #expect(recorder.firstBytes == [1, 2, 3, 4])
        #expect(recorder.captured == [60, 60, 60, 60])
        #expect(recorder.lengths == [1000, 1000, 1000, 1000])
        #expect((0..<3).map { status(memory, block: $0) } == [0, 0, 0])
    }

    @Test func anEmptyBlockIsGivenBackAndPassedOver() throws {
        let mapping = try makeMemory()
        let memory = mapping.start
        var ring = BlockRing(memory: mapping, layout: Self.layout)
        var recorder = Recorder()
        fill(memory, block: 0, marks: [])
        fill(memory, block: 1, marks: [5])
        #expect(ring.drain(into: &recorder, limit: 100) == 1)
        #expect(recorder.firstBytes == [5])
        #expect(status(memory, block: 0) == 0)
    }

    @Test func blocksWrapAround() throws {
        let mapping = try makeMemory()
        let memory = mapping.start
        var ring = BlockRing(memory: mapping, layout: Self.layout)
        var recorder = Recorder()
        for mark in 0..<10 {
            fill(memory, block: mark % 3, marks: [UInt8(mark), UInt8(mark)])
            #expect(ring.drain(into: &recorder, limit: 100) == 2)
        }
        #expect(recorder.firstBytes == (0..<10).flatMap { [UInt8($0), UInt8($0)] })
    }

    @Test func aBlockIsNeverSplitByTheLimit() throws {
        let mapping = try makeMemory()
        let memory = mapping.start
        var ring = BlockRing(memory: mapping, layout: Self.layout)
        var recorder = Recorder()
        fill(memory, block: 0, marks: [1, 2, 3])
        fill(memory, block: 1, marks: [4])
        #expect(ring.drain(into: &recorder, limit: 2) == 3)
        #expect(status(memory, block: 1) != 0)
        #expect(ring.drain(into: &recorder, limit: 2) == 1)
    }

    /// Source: the numbers of `__packet_lookup_frame_in_block`, worked by hand.
    @Test(arguments: [
        (4096, 60, 28), (4096, 1514, 2), (65_536, 60, 454), (65_536, 1514, 40),
        (1 << 20, 60, 7281), (1 << 20, 1514, 655), (4096, 4000, 0),
    ])
    func aBlockHoldsSoManyFrames(_ blockSize: Int, _ captured: Int, _ frames: Int) {
        let layout = BlockLayout(blockSize: blockSize, blockCount: 1)
        #expect(layout.framesPerBlock(captured: captured) == frames)
    }

    @Test func anExactFitGoesToTheNextBlock() {
        // 48 bytes of block header and 25 frames of 160 bytes (82 + 78) make 4048.
        let exact = BlockLayout(blockSize: 4048, blockCount: 1)
        let roomier = BlockLayout(blockSize: 4049, blockCount: 1)
        #expect(exact.framesPerBlock(captured: 78) == 24)
        #expect(roomier.framesPerBlock(captured: 78) == 25)
    }

    @Test func placingFramesOneByOneAgreesWithTheFormula() {
        let size = FrameSize(64)
        let layout = BlockLayout(blockSize: 65_536, blockCount: 7)
        let table = SizeDistribution.uniform(smallest: size, largest: size, seed: 1)
        #expect(
            layout.depthFrames(sizes: table, snaplen: 65_535)
                == layout.depthFrames(sizes: .fixed(size), snaplen: 65_535))
        #expect(layout.depthFrames(sizes: table, snaplen: 65_535) == 7 * 454)
    }
}
