#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A file descriptor that records go to.
struct RecordOutput {
  let descriptor: Int32
  /// Whether the descriptor is closed with the writer.
  let isOwned: Bool

  /// Writes all bytes, however many calls that takes.
  /// - Returns: how many were written, and the error number of what stopped it, or 0.
  func write(_ bytes: UnsafeRawBufferPointer) -> (count: Int, error: Int32) {
    guard let start = bytes.baseAddress else { return (0, 0) }
    var written = 0
    while written < bytes.count {
      let count = systemWrite(descriptor, start + written, bytes.count - written)
      if count > 0 {
        written += count
        continue
      }
      switch count == 0 ? EIO : errno {
      case EINTR: continue
      // Whoever started us may have left standard output non-blocking.
      case EAGAIN, EWOULDBLOCK: waitUntilWritable()
      case let error: return (written, error)
      }
    }
    return (written, 0)
  }

  private func waitUntilWritable() {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&waiting, 1, 1000)
  }

  func close() {
    if isOwned { systemClose(descriptor) }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
