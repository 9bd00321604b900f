public import PolicyDomain

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Reads bundles from files.
public enum BundleFiles {
  /// Files larger than this are refused, in bytes.
  public static let bytesMax = 256 << 20

  /// A regular file, whole. Never waits for what is no file.
  @Sendable
  public static func read(_ path: String) -> Result<[UInt8], FileFailure> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(failure("open", path, errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(failure("stat", path, errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .failure(FileFailure(isMissing: false, reason: "read \(path): it is no regular file"))
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = systemRead(descriptor, &chunk)
      if count == 0 { return .success(bytes) }
      if count < 0 {
        if errno == EINTR { continue }
        return .failure(failure("read", path, errno))
      }
      guard bytes.count + count <= bytesMax else {
        return .failure(FileFailure(isMissing: false, reason: "read \(path): it is larger than \(bytesMax) bytes"))
      }
      bytes += chunk[..<count]
    }
  }

  private static func failure(_ call: String, _ path: String, _ code: Int32) -> FileFailure {
    FileFailure(
      isMissing: code == ENOENT || code == ENOTDIR,
      reason: "\(call) \(path): \(String(cString: strerror(code)).lowercased())")
  }
}

private func systemRead(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int { read(descriptor, &chunk, chunk.count) }
