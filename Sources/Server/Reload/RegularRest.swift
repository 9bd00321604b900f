internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Interrupts long work so often that others wait for a core no longer than that: the system lets a thread that has
/// begun run on for a while, of however little account it is.
final class RegularRest: Sendable {
  private static let workNanoseconds: Int64 = 250_000
  private static let restMicroseconds: UInt32 = 250

  private let lastRest = Atomic(SystemEnvironment.elapsedNanoseconds())

  /// Sleeps a moment when enough was worked since the last time.
  func takeIfDue() {
    let now = SystemEnvironment.elapsedNanoseconds()
    guard now - lastRest.load(ordering: .relaxed) >= Self.workNanoseconds else { return }
    usleep(Self.restMicroseconds)
    lastRest.store(SystemEnvironment.elapsedNanoseconds(), ordering: .relaxed)
  }
}
