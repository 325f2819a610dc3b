/// The tags and texts of an SVG file, in order; nothing is resolved.
///
/// Takes what gnuplot writes: no entities of its own, no CDATA. Not Foundation's XMLParser, which
/// needs FoundationXML and libxml2 beside the program, and resolves entities.
struct SVGReader {
    enum Token {
        /// Values stand as in the file: entities are not resolved.
        case open(name: String, attributes: [(name: String, value: String)], isEmpty: Bool)
        case close(name: String)
        case text(String)
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The next tag or text; `nil` at the end, or where the text is no XML.
    ///
    /// Prolog, document type, comments and processing instructions are passed over.
    mutating func next() -> Token? {
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else {
                return .text(take(until: UInt8(ascii: "<")))
            }
            place += 1
            guard place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "!"), UInt8(ascii: "?"): skipDeclaration()
            case UInt8(ascii: "/"):
                place += 1
                let name = takeName()
                _ = take(until: UInt8(ascii: ">"))
                place += 1
                return .close(name: name)
            default: return tag()
            }
        }
        return nil
    }

    private mutating func skipDeclaration() {
        let isComment = bytes[place...].starts(with: "!--".utf8)
        let end = Array((isComment ? "-->" : ">").utf8)
        while place < bytes.count, !bytes[place...].starts(with: end) { place += 1 }
        place = min(bytes.count, place + end.count)
    }

    private mutating func tag() -> Token? {
        let name = takeName()
        guard !name.isEmpty else { return nil }
        var attributes: [(name: String, value: String)] = []
        while true {
            skipBlanks()
            guard place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: ">"):
                place += 1
                return .open(name: name, attributes: attributes, isEmpty: false)
            case UInt8(ascii: "/"):
                place += 1
                _ = take(until: UInt8(ascii: ">"))
                place += 1
                return .open(name: name, attributes: attributes, isEmpty: true)
            default:
                let attribute = takeName()
                skipBlanks()
                guard !attribute.isEmpty, place < bytes.count, bytes[place] == UInt8(ascii: "=")
                else { return nil }
                place += 1
                skipBlanks()
                guard place < bytes.count else { return nil }
                let quote = bytes[place]
                guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
                place += 1
                attributes.append((attribute, take(until: quote)))
                place += 1
            }
        }
    }

    private mutating func skipBlanks() {
        while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
    }

    private mutating func take(until end: UInt8) -> String {
        let start = place
        while place < bytes.count, bytes[place] != end { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func takeName() -> String {
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
            guard isLetter || (byte >= 0x30 && byte <= 0x39) || "-_:.".utf8.contains(byte) else {
                break
            }
            place += 1
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }
}
