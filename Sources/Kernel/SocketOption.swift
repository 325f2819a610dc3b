import Glibc

/// Options of a socket, by level and number, typed by what they carry.
extension Descriptor {
    /// - Throws: `SystemError` naming the option, as `setsockopt(PACKET_VERSION)`.
    borrowing func setOption<Value: BitwiseCopyable>(
        _ level: CInt, _ option: CInt, _ name: String, to value: Value, on subject: String?
    ) throws(SystemError) {
        let number = number
        try systemCall("setsockopt(\(name))", on: subject) {
            withUnsafeBytes(of: value) {
                setsockopt(number, level, option, $0.baseAddress, socklen_t($0.count))
            }
        }
    }

    /// Reads an option into `value`, which a shorter answer leaves partly as it was.
    borrowing func readOption<Value: BitwiseCopyable>(
        _ level: CInt, _ option: CInt, _ name: String, into value: inout Value, on subject: String?
    ) throws(SystemError) {
        let number = number
        try systemCall("getsockopt(\(name))", on: subject) {
            withUnsafeMutableBytes(of: &value) {
                var length = socklen_t($0.count)
                return getsockopt(number, level, option, $0.baseAddress, &length)
            }
        }
    }
}
