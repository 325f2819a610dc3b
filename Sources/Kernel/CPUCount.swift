import Glibc

/// How many CPUs there are.
package enum CPUCount {
    /// CPUs that the system has, in use or not: sysconf(3).
    package static var configured: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_CONF))) }
}
