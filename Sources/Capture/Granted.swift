/// What the kernel granted, read back from it where it can be asked: goes into the record beside
/// what was requested.
package struct Granted: Sendable, Hashable {
    /// One property and its value as text.
    package struct Entry: Sendable, Hashable {
        package let name: String
        package let text: String
    }

    /// Everything, in the order the backend said it.
    package private(set) var entries: [Entry] = []
    /// Slots of a V1/V2 ring; `nil` for every other queue.
    package var ringFrames: Int? { number("ring_frames") }
    /// Bytes of the mapped ring; `nil` if there is none.
    package var ringBytes: Int? { number("ring_bytes") }
    /// Bytes of `truesize` the socket's queue may hold, as `SO_RCVBUF` reads: twice what was set.
    package var receiveBufferBytes: Int? { number("receive_buffer_bytes") }

    package init() {}

    /// The text of one property, or `nil`.
    package subscript(name: String) -> String? {
        entries.first { $0.name == name }?.text
    }

    mutating func add(_ name: String, _ value: some CustomStringConvertible) {
        entries.append(Entry(name: name, text: value.description))
    }

    private func number(_ name: String) -> Int? {
        self[name].flatMap { Int($0) }
    }
}
