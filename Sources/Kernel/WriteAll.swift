import SystemPackage

/// Writes all of these bytes to a descriptor, whatever number it takes at a time.
///
/// - Parameters:
///   - number: an open descriptor, which stays open.
///   - subject: what it is, for the message.
func writeAll(
    _ bytes: UnsafeRawBufferPointer, to number: CInt, _ subject: @autoclosure () -> String
) throws(SystemError) {
    do {
        try FileDescriptor(rawValue: number).writeAll(bytes)
    } catch {
        throw SystemError(
            call: "write", code: (error as? Errno)?.rawValue ?? 0, subject: subject())
    }
}

/// Writes all of an array.
func writeAll(
    _ bytes: [UInt8], to number: CInt, _ subject: @autoclosure () -> String
) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
        try writeAll(UnsafeRawBufferPointer(bytes), to: number, subject())
    }
}

/// Writes all of a text.
func writeAll(
    _ text: String, to number: CInt, _ subject: @autoclosure () -> String
) throws(SystemError) {
    try writeAll(Array(text.utf8), to: number, subject())
}
