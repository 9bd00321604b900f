#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How far a long command is, on one line of standard error, where that is a terminal.
struct Progress {
  /// Fewer things are done before anybody wonders.
  private static let countMin = 20

  private let what: String
  private let count: Int
  private let isShown: Bool

  init(_ what: String, of count: Int) {
    self.what = what
    self.count = count
    isShown = count >= Self.countMin && isatty(STDERR_FILENO) == 1
  }

  func show(_ done: Int) {
    if isShown { Terminal.write("\r\(what) \(done)/\(count)", to: STDERR_FILENO) }
  }

  func clear() {
    if isShown { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }
}
