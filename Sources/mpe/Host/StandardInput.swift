import PolicyDomain
import Synchronization

/// Standard input, which can be read once: whoever wants it says so first.
enum StandardInput {
  /// How arguments name it.
  static let name = "-"

  private static let claimant = Mutex<String?>(nil)
  private static let contents = HostFiles.readStandardInput()

  /// Sets it aside for a flag.
  /// - Parameter flag: as the user writes it: `--bundle -`.
  /// - Throws: when another flag, or the same once more, has it already.
  static func claim(for flag: String) throws(FatalError) {
    let earlier = claimant.withLock { current in
      defer { current = current ?? flag }
      return current
    }
    guard let earlier else { return }
    throw FatalError(
      "standard input can be read once, but `\(earlier)` and `\(flag)` both ask for it: put one of them into a file")
  }

  /// Lets flags ask for it anew: another run reads what the first one read.
  static func release() { claimant.withLock { $0 = nil } }

  /// All of it; the same each time.
  static func read() -> Result<[UInt8], FileFailure> { contents }
}
