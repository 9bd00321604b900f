#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Text on standard output and standard error.
enum Terminal {
  static let standardOutput = STDOUT_FILENO
  static let standardError = STDERR_FILENO

  /// A line on standard output.
  static func printOutput(_ text: String) throws(FatalError) {
    let line = text.hasSuffix("\n") ? text : text + "\n"
    if let problem = write(line, to: standardOutput) {
      throw FatalError("cannot write to standard output: \(problem)")
    }
  }

  /// A line on standard error.
  static func printError(_ text: String) { write(text + "\n", to: standardError) }

  /// A line on standard error with the local time, as the original prints what it ends with.
  static func printFatal(_ message: String) { printError("\(localTime()) \(message)") }

  /// Writes everything.
  /// - Returns: why that failed, or nil.
  @discardableResult
  static func write(_ text: String, to descriptor: Int32) -> String? {
    var text = text
    return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  @discardableResult
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> String? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, 1000)
      } else if errno != EINTR {
        return String(cString: strerror(errno)).lowercased()
      }
    }
    return nil
  }

  // MARK: Times

  /// Milliseconds since 1970.
  static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// `YYYY/MM/DD HH:MM:SS`.
  private static func localTime() -> String {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return format(parts, "%Y/%m/%d %H:%M:%S")
  }

  /// `YYYY-MM-DDTHH:MM:SS`.
  static func utc(seconds: Int64) -> String {
    var seconds = time_t(seconds)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return format(parts, "%Y-%m-%dT%H:%M:%S")
  }

  private static func format(_ parts: tm, _ pattern: String) -> String {
    var parts = parts
    return String(unsafeUninitializedCapacity: 64) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress, $0.count, pattern, &parts) }
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
