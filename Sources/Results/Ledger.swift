/// Where every offered frame of one trial went.
///
/// Shape: frames, as deltas over one trial. `nil` is “not measured”. One event counts in one term
/// only: a frame that the backlog refused shows in three counters and an errno, and is one frame.
///
/// `offered = unique + dropsSocket + dropsDevice + dropsBacklog + dropsQdisc + filtered + residual
/// + tool + unexplained`, where
/// - `offered`: frames the generator put on the interface (RFC 2285, offered load);
/// - `unique`: sequence numbers the capturer saw at least once;
/// - `unexplained`: the only term obtained by subtraction. It may be negative.
package struct Ledger: Sendable, Hashable {
    package var offered: Int?
    package var unique: Int?
    /// Discarded for want of room in the socket's queue or ring: `tp_drops`, `XDP_STATISTICS`.
    package var dropsSocket: Int?
    /// Discarded by the receiving device or its driver: full NAPI ring, `rx_missed_errors`.
    package var dropsDevice: Int?
    /// Discarded before the tap because the CPU's backlog was full (`netdev_max_backlog`).
    package var dropsBacklog: Int?
    /// Discarded by the queueing discipline of the sending interface.
    package var dropsQdisc: Int?
    /// Rejected by a socket filter on purpose.
    package var filtered: Int?
    /// What kernel or tool says it queued, less what was read.
    package var residual: Int?
    /// What the tool itself reports having discarded.
    package var tool: Int?

    package init(
        offered: Int? = nil, unique: Int? = nil, dropsSocket: Int? = nil, dropsDevice: Int? = nil,
        dropsBacklog: Int? = nil, dropsQdisc: Int? = nil, filtered: Int? = nil,
        residual: Int? = nil, tool: Int? = nil
    ) {
        self.offered = offered
        self.unique = unique
        self.dropsSocket = dropsSocket
        self.dropsDevice = dropsDevice
        self.dropsBacklog = dropsBacklog
        self.dropsQdisc = dropsQdisc
        self.filtered = filtered
        self.residual = residual
        self.tool = tool
    }
}

extension Ledger {
    /// Frames that no term names; `nil` unless both `offered` and `unique` were measured.
    ///
    /// Terms not measured explain nothing: a frame lost there appears here, never as 0 there.
    package var unexplained: Int? {
        guard let offered, let unique else { return nil }
        let terms = [dropsSocket, dropsDevice, dropsBacklog, dropsQdisc, filtered, residual, tool]
        return terms.reduce(offered &- unique) { $0 &- ($1 ?? 0) }
    }

    /// `100 (offered − unique) / offered`; `nil` if either is unknown or nothing was offered.
    ///
    /// End to end, whoever lost the frame. Source: RFC 1242 section 3.6, RFC 2544 section 26.3.
    package var lossPercent: Double? {
        guard let offered, let unique, offered > 0 else { return nil }
        return 100 * Double(offered &- unique) / Double(offered)
    }
}

extension TrialRecord {
    /// Frames that arrived: those seen at least once, or where they carry no stamp, those
    /// delivered; `nil` if neither was measured.
    package var arrivedFrames: Int? {
        self.uniqueFrames ?? (self.flags.contains(.unstamped) ? self.deliveredFrames : nil)
    }

    /// The terms of this row; setting it also sets `unexplained_frames` and `loss_percent`.
    package var ledger: Ledger {
        get {
            Ledger(
                offered: self.offeredFrames, unique: self.uniqueFrames,
                dropsSocket: self.dropsSocket, dropsDevice: self.dropsDevice,
                dropsBacklog: self.dropsBacklog, dropsQdisc: self.dropsQdisc,
                filtered: self.filteredFrames, residual: self.residualFrames,
                tool: self.toolFrames)
        }
        set {
            self.offeredFrames = newValue.offered
            self.uniqueFrames = newValue.unique
            self.dropsSocket = newValue.dropsSocket
            self.dropsDevice = newValue.dropsDevice
            self.dropsBacklog = newValue.dropsBacklog
            self.dropsQdisc = newValue.dropsQdisc
            self.filteredFrames = newValue.filtered
            self.residualFrames = newValue.residual
            self.toolFrames = newValue.tool
            self.unexplainedFrames = newValue.unexplained
            self.lossPercent = newValue.lossPercent
        }
    }
}
