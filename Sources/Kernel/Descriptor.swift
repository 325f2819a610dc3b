import Glibc

/// An open file descriptor, closed when its owner goes away.
package struct Descriptor: ~Copyable {
    /// The number, for calls that want it; valid as long as the owner lives.
    package let number: CInt

    /// Takes over a descriptor that nobody else will close.
    package init(owning number: CInt) {
        self.number = number
    }

    deinit {
        close(number)
    }
}

/// A file that is open for reading, for the standard input of a program.
package final class InputFile {
    private let descriptor: Descriptor

    package init(_ path: String) throws(SystemError) {
        descriptor = Descriptor(
            owning: try systemCall("open", on: path) { open(path, O_RDONLY | O_CLOEXEC) })
    }

    package var number: CInt { descriptor.number }
}
