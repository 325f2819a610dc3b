import CLinux

// Before anything opens a file, which would otherwise get the number of a standard stream.
clinux_fill_standard_streams()
// Entering namespaces, CPUs and policies must come before anything that may start a thread.
clinux_enter_if_asked(CommandLine.argc, CommandLine.unsafeArgv)
clinux_settle()
UsageError.run()
