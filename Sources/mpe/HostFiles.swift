import PolicyDomain

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads files whole, with the reference's words for failures.
enum HostFiles {
  static func read(_ path: String) -> Result<[UInt8], FileFailure> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(failure("open", path, errno)) }
    defer { close(descriptor) }
    return readAll(descriptor, path)
  }

  /// A file, or standard input for `-`, an empty name and none.
  static func readInput(_ path: String?) throws(FatalError) -> [UInt8] {
    let isStandardInput = path == nil || path == "" || path == "-"
    let result = isStandardInput ? readAll(STDIN_FILENO, "/dev/stdin") : read(path!)
    switch result {
    case .success(let bytes): return bytes
    case .failure(let failure): throw FatalError(failure.reason)
    }
  }

  private static func readAll(_ descriptor: Int32, _ path: String) -> Result<[UInt8], FileFailure> {
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, chunk, 64 << 10)
      #else
        let count = Musl.read(descriptor, chunk, 64 << 10)
      #endif
      if count > 0 {
        bytes += UnsafeRawBufferPointer(start: chunk, count: count)
      } else if count == 0 {
        return .success(bytes)
      } else if errno != EINTR {
        return .failure(failure("read", path, errno))
      }
    }
  }

  private static func failure(_ call: String, _ path: String, _ code: Int32) -> FileFailure {
    let words = String(cString: strerror(code))
    let isMissing = code == ENOENT || code == ENOTDIR
    return FileFailure(
      isMissing: isMissing, reason: "\(call) \(path): \(words.prefix(1).lowercased() + words.dropFirst())")
  }
}
