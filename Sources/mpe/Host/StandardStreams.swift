#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The three descriptors that every process is born with, or should be.
enum StandardStreams {
  /// Before anything is opened: a stream that is closed is replaced by one that refuses, lest a socket take its number
  /// and records go to a peer. A reader that goes away is an error of the write, not the end of the process.
  static func secure() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      // Opened for the wrong direction: reading finds the end, writing fails. The lowest free number is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Standard output for records alone: what anything else prints from now on goes to standard error.
  /// - Returns: a descriptor for the records.
  static func reserveOutput() throws(FatalError) -> Int32 {
    let reserved = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    guard reserved >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
      throw FatalError("cannot set standard output aside for records: \(String(cString: strerror(errno)).lowercased())")
    }
    return reserved
  }
}
