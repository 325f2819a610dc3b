import CBPF
import Testing

@testable import Traffic

/// The bins of the histogram that the program in the kernel keeps.
struct XDPBinTests {
    @Test("every gap lies in the range of its bin, and bins leave no gap between them")
    func ranges() {
        var next: Int64 = 0
        for index in 0..<XDP_TRAFFIC_BINS - 7 * 64 {
            let range = XDPSession.range(ofBin: index)
            #expect(range.lowerBound == next)
            next = range.upperBound + 1
            for gap in [range.lowerBound, range.upperBound] {
                #expect(xdp_traffic_bin(UInt64(gap)) == UInt32(index))
            }
        }
    }

    @Test("a bin is at most a 64th of its gaps wide", arguments: [100, 672, 6_496, 1_000_000])
    func widths(gap: Int64) {
        let range = XDPSession.range(ofBin: Int(xdp_traffic_bin(UInt64(gap))))
        #expect(range.contains(gap))
        #expect(range.upperBound - range.lowerBound < gap / 64 + 1)
    }

    @Test("the longest times have a bin too")
    func extremes() {
        #expect(xdp_traffic_bin(.max) < UInt32(XDP_TRAFFIC_BINS))
        #expect(xdp_traffic_bin(1 << 62) < UInt32(XDP_TRAFFIC_BINS))
    }
}
