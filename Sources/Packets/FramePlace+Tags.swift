extension FramePlace {
    /// The VLANs that it is tagged with, from the outside.
    ///
    /// The kernel takes the outer tag out of most frames, and leaves an inner one.
    package var vlans: (outer: UInt16?, inner: UInt16?) {
        let (first, second) = (tagVLAN(at: 12), tagVLAN(at: 16))
        guard let tag else { return (first, first == nil ? nil : second) }
        return (tag.vlan, first)
    }

    /// The VLAN of a tag that is in the frame; `nil` if there is none at this offset.
    private func tagVLAN(at offset: Int) -> UInt16? {
        guard let type = view.short(offset),
            type == EtherType.vlan || type == EtherType.serviceVLAN
                || type == EtherType.oldServiceVLAN
        else { return nil }
        return view.short(offset + 2).map { $0 & 0x0fff }
    }
}
