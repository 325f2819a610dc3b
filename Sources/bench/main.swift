import ArgumentParser
import CLinux

// Entering namespaces, CPUs and policies must come before anything that may start a thread.
clinux_enter_if_asked(CommandLine.argc, CommandLine.unsafeArgv)
BenchCommand.main()
