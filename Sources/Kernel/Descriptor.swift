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
