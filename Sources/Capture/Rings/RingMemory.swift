import Kernel

extension PacketTap {
    /// Makes and maps the receive ring, and checks that it is what was asked for.
    ///
    /// - Parameter granted: gains the source of the geometry.
    func makeRing(
        _ geometry: RingGeometry, _ version: RingVersion, granted: inout Granted
    ) throws(CaptureError) -> Mapping {
        let made = try socket.makeRing(geometry, version, of: request.worker.remaining)
        granted[.geometrySource] = made.isConfirmed ? "packet_diag" : "setsockopt"
        return made.memory
    }
}

/// A mapped receive ring.
struct MadeRing: ~Copyable {
    let memory: Mapping
    /// The kernel was asked for its geometry, and did not only accept the request.
    let isConfirmed: Bool
}

extension PacketSocket {
    /// Makes and maps the receive ring, and checks that it is what was asked for.
    ///
    /// - Parameter count: rings for which there has to be memory: those of later workers, too.
    borrowing func makeRing(
        _ geometry: RingGeometry, _ version: RingVersion, of count: Int = 1
    ) throws(CaptureError) -> MadeRing {
        try geometry.checkMemory(of: count)
        let memory: Mapping
        do throws(SystemError) {
            try setVersion(version)
            memory = try makeReceiveRing(geometry, version: version)
        } catch {
            throw CaptureError(error, interface: interface)
        }
        guard let real = try? PacketDiag.receiveRing(of: descriptor.number) else {
            return MadeRing(memory: memory, isConfirmed: false)
        }
        guard real == geometry else {
            throw .notGranted(what: "ring", requested: geometry.text, granted: real.text)
        }
        return MadeRing(memory: memory, isConfirmed: true)
    }
}

extension RingGeometry {
    /// Refuses a ring that would drive the machine out of memory: the kernel would not, and would
    /// then kill some process or other.
    func checkMemory(of count: Int = 1) throws(CaptureError) {
        guard let available = MemoryInfo.availableBytes() else { return }
        let wanted = blockSize.multipliedReportingOverflow(by: blockCount)
        let share = available / 10 * 9 / count
        guard wanted.overflow || wanted.partialValue > share else { return }
        let rings = count > 1 ? "\(count) rings, each" : "a ring"
        throw .unsupported(
            "\(rings) of \(blockCount) blocks of \(blockSize) bytes \(count > 1 ? "do" : "does") not fit "
                + "the \(available) bytes of memory that are available")
    }

    /// For messages: `64 blocks of 1048576 bytes`.
    var text: String {
        "\(blockCount) blocks of \(blockSize) bytes, \(frameCount) frames of \(frameSize), "
            + "retire timeout \(retireTimeout) ms"
    }
}
