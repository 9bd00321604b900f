import PolicyDomain
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads files whole; failures are named as the original names them.
enum HostFiles {
  /// What pipes held, which can be read once and are asked for at each reload.
  private static let streams = Mutex<[String: Result<[UInt8], FileFailure>]>([:])

  static func read(_ path: String) -> Result<[UInt8], FileFailure> {
    let reading = FileReading(path)
    guard reading.isStream || streams.withLock({ $0[path] != nil }) else { return reading.read() }
    return streams.withLock { known in
      if let result = known[path] { return result }
      let result = reading.read()
      known[path] = result
      return result
    }
  }

  /// A file, or standard input for `-` and for none, which the command has claimed before.
  static func readInput(_ path: String?) throws(FatalError) -> [UInt8] {
    switch BundlePaths.read(path ?? StandardInput.name) {
    case .success(let bytes): return bytes
    case .failure(let failure): throw FatalError(failure.reason)
    }
  }

  static func readStandardInput() -> Result<[UInt8], FileFailure> {
    FileReading("/dev/stdin").readStream(STDIN_FILENO)
  }
}
