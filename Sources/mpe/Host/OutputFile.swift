#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Writes files whole.
enum OutputFile {
  /// Writes a file that only its owner may read, as what is built from policies is.
  /// - Returns: why that failed, or nil.
  static func write(_ text: String, to path: String) -> String? { write(Array(text.utf8), to: path) }

  /// The same for bytes.
  static func write(_ bytes: [UInt8], to path: String) -> String? {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return "open \(path): \(String(cString: strerror(errno)).lowercased())" }
    let problem = bytes.withUnsafeBytes { Terminal.write($0, to: descriptor) }
    guard close(descriptor) == 0 || problem != nil else {
      return "close \(path): \(String(cString: strerror(errno)).lowercased())"
    }
    return problem.map { "write \(path): \($0)" }
  }

  /// The full path of a relative one.
  static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }
}
