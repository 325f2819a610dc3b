package import Kernel

/// Why a counter could not be read.
package enum SamplingError: Error, Hashable, CustomStringConvertible {
    /// The kernel would not give the file.
    case system(SystemError)
    /// The file is not of the form that proc(5) describes: which, and what was expected.
    case malformed(file: String, expected: String)

    package var description: String {
        switch self {
        case .system(let error): "\(error)"
        case .malformed(let file, let expected): "\(file): expected \(expected)"
        }
    }
}

extension SamplingError {
    /// Whether the process or thread read had ended: no fault.
    package var isProcessGone: Bool {
        if case .system(let error) = self { error.isProcessGone } else { false }
    }
}

extension ProcFile {
    /// The content of the file at `path`.
    mutating func contents(of path: String) throws(SamplingError) -> ArraySlice<UInt8> {
        do { return try read(path) } catch { throw .system(error) }
    }
}

/// The open directory `/proc` and the processes that it listed.
struct ProcRoot: ~Copyable {
    let directory: Descriptor
    let pids: [Int32]

    static func open() throws(SamplingError) -> Self {
        do {
            let pids = try ProcDirectory.numbers("/proc")
            return Self(directory: try ProcDirectory.open("/proc"), pids: pids)
        } catch {
            throw .system(error)
        }
    }
}
