/// How large numbers from outside may be: in result files, in messages, in what programs print.
package enum CountLimit {
    /// 2^53: nothing that is measured is larger, and sums of a thousand of them fit 64 bits.
    package static let most = 1 << 53
}
