// Unsafe: system calls on raw bytes.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Writes lines to a file descriptor, and keeps count of those that could not be written.
struct DescriptorWriter {
  private let descriptor: Int32
  private let name: String
  private let report: @Sendable (String) -> Void
  private(set) var linesLost: UInt64 = 0
  /// Whether a line was begun and not ended.
  private var isInLine = false
  private var hasReported = false

  init(descriptor: Int32, name: String, report: @escaping @Sendable (String) -> Void) {
    self.descriptor = descriptor
    self.name = name
    self.report = report
  }

  /// Writes whole lines. After a failure the rest of them is lost; the next call tries again.
  mutating func write(_ lines: UnsafeRawBufferPointer) {
    if isInLine {
      guard writeAll(UnsafeRawBufferPointer(start: Self.lineFeed, count: 1)) == 1 else {
        return lose(lines)
      }
      isInLine = false
    }
    let written = writeAll(lines)
    guard written < lines.count else { return }
    isInLine = written > 0 && lines[written - 1] != UInt8(ascii: "\n")
    lose(UnsafeRawBufferPointer(rebasing: lines[written...]))
  }

  nonisolated(unsafe) private static let lineFeed: UnsafeRawPointer = {
    let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    byte.pointee = UInt8(ascii: "\n")
    return UnsafeRawPointer(byte)
  }()

  private mutating func lose(_ lines: UnsafeRawBufferPointer) {
    for byte in lines where byte == UInt8(ascii: "\n") { linesLost += 1 }
  }

  /// How many of the bytes went out.
  private mutating func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int {
    var done = 0
    while done < bytes.count {
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      #else
        let count = Musl.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      #endif
      if count > 0 {
        done += count
        continue
      }
      let code = count == 0 ? EIO : errno
      if code == EINTR { continue }
      if code == EAGAIN || code == EWOULDBLOCK {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wanted, 1, 1_000)
        continue
      }
      reportOnce(code)
      return done
    }
    return done
  }

  func closeDescriptor() { _ = close(descriptor) }

  private mutating func reportOnce(_ code: Int32) {
    guard !hasReported else { return }
    hasReported = true
    report("cannot write records to `\(name)`: \(String(cString: strerror(code))); they are lost until it takes them")
  }
}
