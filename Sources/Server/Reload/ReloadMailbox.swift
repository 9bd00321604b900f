internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Takes requests to the thread that reloads, and wakes it.
final class ReloadMailbox: Sendable {
  /// Gets to know what became of a request.
  typealias Reply = @Sendable (ReloadOutcome) -> Void

  /// What has come since the last look.
  struct Mail {
    var replies: [Reply] = []
    /// SIGHUP came, once or often.
    var isSignalled = false
    var isStopped = false

    var isEmpty: Bool { replies.isEmpty && !isSignalled }
  }

  private let mail = Mutex(Mail())
  /// A pipe: the thread polls one end, a byte in it wakes.
  let wakeDescriptor: Int32
  private let writeDescriptor: Int32

  /// Nil when the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (wakeDescriptor, writeDescriptor) = (ends[0], ends[1])
  }

  deinit {
    close(wakeDescriptor)
    close(writeDescriptor)
  }

  /// - Returns: false when nobody looks any more.
  func post(_ reply: @escaping Reply) -> Bool {
    let isTaken = mail.withLock { mail in
      if !mail.isStopped { mail.replies.append(reply) }
      return !mail.isStopped
    }
    wake()
    return isTaken
  }

  func signal() {
    mail.withLock { $0.isSignalled = true }
    wake()
  }

  func stop() {
    mail.withLock { $0.isStopped = true }
    wake()
  }

  /// Everything that came; empties the box.
  func take() -> Mail {
    var bytes: UInt64 = 0
    while read(wakeDescriptor, &bytes, 8) > 0 {}
    return mail.withLock { mail in
      defer { mail = Mail(isStopped: mail.isStopped) }
      return mail
    }
  }

  /// Fails when the pipe is full, and then it wakes as it is.
  private func wake() {
    var byte: UInt8 = 0
    _ = write(writeDescriptor, &byte, 1)
  }
}
