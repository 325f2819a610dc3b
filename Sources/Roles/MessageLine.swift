import FoundationEssentials

/// A line that is not a message of this protocol.
package struct ProtocolError: Error, CustomStringConvertible {
    package let line: String
    package let reason: String

    package var description: String { "not a message: \(reason): \(line.prefix(200))" }
}

/// Messages as lines of JSON, and back.
package enum MessageLine {
    /// The version in every message.
    package static let version = 1

    /// One line, with its newline.
    package static func encode(_ fields: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Messages hold nothing that cannot be encoded.
        guard let data = try? encoder.encode(fields) else { return "{}\n" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    package static func decode<Fields: Decodable>(_ line: String) throws(ProtocolError) -> Fields {
        let data = Data(line.utf8)
        var isObject = false
        do {
            // The version first: another one may have other fields.
            let found = try JSONDecoder().decode(Envelope.self, from: data).v
            isObject = true
            guard found == version else {
                throw ProtocolError(
                    line: line, reason: "version \(found), this program speaks \(version)")
            }
            return try JSONDecoder().decode(Fields.self, from: data)
        } catch let error as ProtocolError {
            throw error
        } catch let error as DecodingError {
            throw ProtocolError(line: line, reason: reason(error, isObject))
        } catch {
            throw ProtocolError(line: line, reason: "\(error)")
        }
    }

    /// What every version of the protocol has.
    private struct Envelope: Decodable {
        let v: Int
    }

    /// One clause that says which field is wrong.
    private static func reason(_ error: DecodingError, _ isObject: Bool) -> String {
        switch error {
        case .keyNotFound(let key, _): "no “\(key.stringValue)”"
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            // A number that does not fit has no path.
            if !context.path.isEmpty {
                "an unexpected value at “\(context.path)”"
            } else {
                isObject ? "an unexpected value" : "not a JSON object"
            }
        @unknown default: "not a JSON object"
        }
    }
}

extension DecodingError.Context {
    fileprivate var path: String { codingPath.map(\.stringValue).joined(separator: ".") }
}
