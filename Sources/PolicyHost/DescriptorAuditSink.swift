// Unsafe: hands bytes to the system.

public import PolicyEngine
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Writes AccessRecords to standard output, or to another descriptor, each before its decision is answered.
///
/// Records never mix: one is written at a time, whole. A reader that stalls holds up decisions; who does not want that
/// puts a queue behind a ``ClosureAuditSink``.
public final class DescriptorAuditSink: AuditSink {
  private let descriptor: Int32
  private let isBroken = Mutex(false)

  /// - Parameter descriptor: standard output, unless it is another one; it stays the caller's to close.
  public init(descriptor: Int32 = 1) { self.descriptor = descriptor }

  public func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    isBroken.withLock { isBroken in
      var rest = record[...]
      while !isBroken, !rest.isEmpty {
        let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&waiting, 1, 1000)
        } else if errno != EINTR {
          // Half a record is worse than none behind it.
          isBroken = true
        }
      }
      return !isBroken
    }
  }
}
