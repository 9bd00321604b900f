#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Text for people, on standard output and standard error.
enum Terminal {
  /// A line on standard output.
  static func printOutput(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO) }

  /// A line on standard error.
  static func printError(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// A line on standard error with the local time, as the reference prints what it ends with.
  static func printFatal(_ message: String) { printError("\(timestamp()) \(message)") }

  static func printWarning(_ message: String) { printFatal("WARNING: \(message)") }

  /// `YYYY/MM/DD HH:MM:SS`.
  private static func timestamp() -> String {
    var seconds = time(nil)
    var local = tm()
    localtime_r(&seconds, &local)
    func pad(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(local.tm_year + 1900)/\(pad(local.tm_mon + 1))/\(pad(local.tm_mday))"
    return "\(date) \(pad(local.tm_hour)):\(pad(local.tm_min)):\(pad(local.tm_sec))"
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #else
          Musl.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
