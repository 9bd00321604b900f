#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads small files that somebody else writes: none that never ends, is too large, or waits for a writer.
enum BoundedFile {
  struct Failure: Error, CustomStringConvertible {
    let description: String
    let isDirectory: Bool

    init(_ description: String, isDirectory: Bool = false) {
      self.description = description
      self.isDirectory = isDirectory
    }
  }

  /// - Returns: nil when there is no such file.
  static func read(_ path: String, bytesMax: Int) throws(Failure) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw Failure("cannot be opened: \(reason())")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Failure("cannot be looked at: \(reason())") }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFCHR: break
    case S_IFDIR: throw Failure("is a directory, not a file", isDirectory: true)
    default: throw Failure("is no regular file")
    }
    return try readAll(descriptor, bytesMax)
  }

  /// Standard input to its end.
  static func readInput(bytesMax: Int) throws(Failure) -> [UInt8] { try readAll(STDIN_FILENO, bytesMax) }

  private static func readAll(_ descriptor: Int32, _ bytesMax: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = systemRead(descriptor, &chunk)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += chunk[..<count]
        if bytes.count > bytesMax { throw Failure("is larger than \(bytesMax >> 10) KiB") }
      } else if errno != EINTR {
        throw Failure("cannot be read: \(reason())")
      }
    }
  }

  private static func reason() -> String {
    let words = String(cString: strerror(errno))
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}

private func systemRead(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int { read(descriptor, &chunk, chunk.count) }
