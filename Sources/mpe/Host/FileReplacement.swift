#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Puts new contents in the place of a file, so that whoever reads it sees the old ones or the new ones.
enum FileReplacement {
  /// Writes a file beside it with the same mode, brings it to the disk, and renames it. A symbolic link stays one.
  /// - Returns: why that failed, or nil.
  static func replace(_ path: String, with bytes: [UInt8]) -> String? {
    guard let resolved = realpath(path, nil) else { return problem("open", path) }
    defer { free(resolved) }
    let target = String(cString: resolved)
    var status = stat()
    guard stat(target, &status) == 0 else { return problem("open", path) }
    guard status.st_mode & S_IFMT == S_IFREG else { return "\(path) is no regular file" }
    guard access(target, W_OK) == 0 else { return problem("write", path) }
    var name = Array((target + ".XXXXXX").utf8CString)
    let descriptor = mkstemp(&name)
    let temporary = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else { return problem("write", temporary) }
    if let why = write(bytes, to: descriptor, mode: status.st_mode & 0o7777) {
      unlink(temporary)
      return "write \(temporary): \(why)"
    }
    guard rename(temporary, target) == 0 else {
      defer { unlink(temporary) }
      return problem("rename", temporary)
    }
    return nil
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, mode: mode_t) -> String? {
    defer { close(descriptor) }
    if let why = bytes.withUnsafeBytes({ Terminal.write($0, to: descriptor) }) { return why }
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      return String(cString: strerror(errno)).lowercased()
    }
    return nil
  }

  private static func problem(_ call: String, _ path: String) -> String {
    "\(call) \(path): \(String(cString: strerror(errno)).lowercased())"
  }
}
