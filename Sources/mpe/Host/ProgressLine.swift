#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How far a long run is, in one line on the terminal at standard error, while nothing else shows it.
struct ProgressLine {
  private let total: Int
  private let isShown: Bool
  private var nextMilliseconds: Int64
  private var isWritten = false
  private static let gapMilliseconds: Int64 = 200

  /// - Parameter isSeen: whether standard output shows how far it is, when it is a terminal.
  init(total: Int, isSeen: Bool) {
    self.total = total
    isShown = isatty(STDERR_FILENO) == 1 && !(isSeen && isatty(STDOUT_FILENO) == 1)
    nextMilliseconds = Terminal.milliseconds() + Self.gapMilliseconds
  }

  /// Writes the line anew, a few times a second.
  mutating func update(done: Int, failed: Int) {
    guard isShown else { return }
    let now = Terminal.milliseconds()
    guard now >= nextMilliseconds else { return }
    nextMilliseconds = now + Self.gapMilliseconds
    isWritten = true
    let failures = failed == 0 ? "" : ", \(failed) failed"
    Terminal.write("\r\u{1B}[K\(done)/\(total) tests\(failures)", to: Terminal.standardError)
  }

  /// Takes the line away.
  func clear() {
    if isWritten { Terminal.write("\r\u{1B}[K", to: Terminal.standardError) }
  }
}
