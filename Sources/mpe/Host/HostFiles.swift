import PolicyDomain

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads files whole; failures are named as the original names them.
enum HostFiles {
  static func read(_ path: String) -> Result<[UInt8], FileFailure> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(failure("open", path, errno)) }
    defer { close(descriptor) }
    return readAll(descriptor, path)
  }

  /// A file, or standard input for `-` and for none, which the command has claimed before.
  static func readInput(_ path: String?) throws(FatalError) -> [UInt8] {
    switch BundlePaths.read(path ?? StandardInput.name) {
    case .success(let bytes): return bytes
    case .failure(let failure): throw FatalError(failure.reason)
    }
  }

  static func readStandardInput() -> Result<[UInt8], FileFailure> { readAll(STDIN_FILENO, "/dev/stdin") }

  private static func readAll(_ descriptor: Int32, _ path: String) -> Result<[UInt8], FileFailure> {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = systemRead(descriptor, &chunk)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 {
        return .success(bytes)
      } else if errno != EINTR {
        return .failure(failure("read", path, errno))
      }
    }
  }

  private static func failure(_ call: String, _ path: String, _ code: Int32) -> FileFailure {
    let words = String(cString: strerror(code))
    return FileFailure(
      isMissing: code == ENOENT || code == ENOTDIR,
      reason: "\(call) \(path): \(words.prefix(1).lowercased() + words.dropFirst())")
  }
}

private func systemRead(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int { read(descriptor, &chunk, chunk.count) }
