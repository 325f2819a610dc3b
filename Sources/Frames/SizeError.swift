/// Frame sizes that cannot be had as asked.
package struct SizeError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, and what is allowed.
    package let message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
