import ArgumentParser
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Runs a command again and again.
struct WatchOptions: ParsableArguments {
  static let flags: [FlagShape] = [.boolean("watch")]

  @Flag(help: "Run again when a bundle, a suite or an input changes, until SIGINT or SIGTERM, which end with 0.")
  var watch = false

  private static let pollMicroseconds: UInt32 = 100_000
  private static let interrupted = Atomic(false)

  /// Whether a signal asked for the end.
  static var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

  /// Runs `body` once, or until a signal comes. While it watches, what `body` throws is only printed.
  func run(_ body: () throws -> Void) throws {
    guard watch else { return try body() }
    for number in [SIGINT, SIGTERM] {
      // The handler only sets the flag, which exists by now.
      _ = Self.isInterrupted
      signal(number) { _ in WatchOptions.interrupted.store(true, ordering: .relaxed) }
    }
    while !Self.isInterrupted {
      StandardInput.release()
      WatchedFiles.forget()
      do { try body() } catch let error as FatalError {
        Terminal.printFatal(error.message)
      } catch is ExitCode {
        // Said already.
      }
      let seen = WatchedFiles.stamps()
      if Self.isInterrupted { return }
      Terminal.printFatal("watching \(seen.count) files for changes; press Ctrl-C to end")
      Self.waitForChange(from: seen)
    }
  }

  /// Waits until files are other than they were, and have stopped changing.
  private static func waitForChange(from seen: [String: WatchedFiles.Stamp?]) {
    var last = seen
    while !isInterrupted {
      usleep(pollMicroseconds)
      let now = WatchedFiles.stamps()
      if now != seen, now == last { return }
      last = now
    }
  }
}
