/// The packet sockets of this thread's network namespace: `/proc/thread-self/net/packet`.
package enum PacketSocketTable {
    /// One packet socket, whoever's it is.
    package struct Row: Hashable, Sendable {
        package let inode: UInt32
        /// Index of the interface it is bound to; 0 for all of them.
        package let interface: Int
        /// It is bound and takes frames.
        package let isRunning: Bool
    }

    package static func read() throws(SystemError) -> [Row] {
        parse(try ProcFile.text("/proc/thread-self/net/packet"))
    }

    /// Reads the text of the file; lines that are not of its form are left out.
    ///
    /// Source: `packet_seq_show`, `net/packet/af_packet.c`.
    static func parse(_ text: String) -> [Row] {
        text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 9, let interface = Int(fields[4]), let inode = UInt32(fields[8])
            else { return nil }
            return Row(inode: inode, interface: interface, isRunning: fields[5] == "1")
        }
    }
}
