import Frames
import TOMLKit

extension ExperimentDecoder {
    /// Sizes have to fit the frame formats and the MTU.
    ///
    /// One error for each size: those of another format, or of a longer frame, say no more.
    func checkSizes(
        _ sizes: [SizeDistribution], _ formats: [FrameFormat], mtu: Int, _ reader: TableReader
    ) {
        let format = formats.max { $0.smallest < $1.smallest } ?? .bare
        let limits = SizeLimits(format: format, largest: .maximum(mtu: mtu), mtu: mtu)
        let items = reader.value("frame_size")
        for (index, size) in sizes.enumerated() {
            var (path, item) = ("frame_size", items)
            if case .list(let all)? = items {
                (path, item) = ("frame_size[\(index)]", index < all.count ? all[index] : nil)
            }
            check(size.fitted(to: format), at: path, item, limits, reader)
        }
    }

    /// The sizes that traffic may have.
    private struct SizeLimits {
        let format: FrameFormat
        let largest: FrameSize
        let mtu: Int

        func allow(_ size: FrameSize) -> Bool { size >= format.smallest && size <= largest }

        /// `from 64 to 1518 bytes (FCS included, MTU 1500)`.
        var words: String {
            let why = format == .bare ? "" : "; \(format.whySmallest)"
            return "from \(format.smallest.bytes) to \(largest.bytes) bytes"
                + " (FCS included, MTU \(mtu)\(why))"
        }
    }

    private func check(
        _ sizes: SizeDistribution, at path: String, _ item: FileValue?, _ limits: SizeLimits,
        _ reader: TableReader
    ) {
        switch sizes {
        case .fixed(let size):
            let isDefault = reader.has("frame_size") ? "" : " (the default)"
            check(size, at: path, isDefault, limits: limits, reader)
        case .uniform(let smallest, let largest, _):
            check(smallest, at: path + ".uniform[0]", limits: limits, reader)
            check(largest, at: path + ".uniform[1]", limits: limits, reader)
        case .weighted(let weighted, _):
            let written = item.flatMap { listed($0, "sizes") } ?? []
            for size in weighted.entries.map(\.size) {
                let place = written.firstIndex(of: size.bytes).map { "[\($0)]" } ?? ""
                check(size, at: path + ".sizes" + place, limits: limits, reader)
            }
        case .imix:
            guard !limits.allow(sizes.largest) else { return }
            reader.add(
                path,
                "IMIX has frames of \(sizes.largest.bytes) bytes, and sizes are \(limits.words)")
        case .trace(let trace):
            check(trace, at: path + ".pcap", limits, reader)
        case .recorded:
            break
        }
    }

    private func check(
        _ size: FrameSize, at path: String, _ remark: String = "", limits: SizeLimits,
        _ reader: TableReader
    ) {
        guard !limits.allow(size) else { return }
        reader.add(path, "\(size.bytes)\(remark) is not a frame size \(limits.words)")
    }

    private func check(
        _ trace: SizeTrace, at path: String, _ limits: SizeLimits, _ reader: TableReader
    ) {
        guard let index = trace.recorded.firstIndex(where: { $0 > limits.largest }) else { return }
        reader.add(
            path,
            "\(trace.path): frame \(index + 1) has \(trace.recorded[index].bytes) bytes, more than"
                + " the \(limits.largest.bytes) of an MTU of \(limits.mtu)"
                + " (FCS included; segmentation offload records such frames)")
    }

    /// The whole numbers of a list within a table as the file has it.
    private func listed(_ item: FileValue, _ key: String) -> [Int]? {
        guard case .table(let table) = item, let value = table[key].map(FileValue.init),
            case .list(let items) = value
        else { return nil }
        return items.map { $0.integer ?? 0 }
    }
}
