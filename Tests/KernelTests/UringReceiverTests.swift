import Glibc
import Testing

@testable import Kernel

struct UringReceiverTests {
    @Test(arguments: [
        (ENOSYS, nil as String?, "the kernel has no io_uring"),
        (EPERM, "2", "kernel.io_uring_disabled is 2"), (EPERM, "1", "kernel.io_uring_group"),
        (EPERM, "0", "as containers do"), (EPERM, nil, "as containers do"),
        (EINVAL, "0", "needs Linux 6.1"), (ENOMEM, "0", "ulimit -l"),
        (EMFILE, "0", "io_uring_setup: Too many open files"),
    ])
    func `Why there is no io_uring is said by its cause`(
        code: CInt, sysctl: String?, words: String
    ) {
        let error = SystemError(call: "io_uring_setup", code: code)
        #expect(UringReceiver.obstacle(error, sysctl: sysctl).contains(words))
    }
}
