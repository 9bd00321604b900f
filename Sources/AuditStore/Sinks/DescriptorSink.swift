// Unsafe: hands its queue to a thread.

package import PolicyEngine

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Writes records to a file descriptor in the order in which they come. Handing over costs a copy under a short lock;
/// a thread of its own writes many records by one system call. A lone record is out within some 10 ms.
package final class DescriptorSink: RecordSink {
  private let queue: RecordQueue

  /// - Parameters:
  ///   - closesDescriptor: whether the descriptor is closed with the sink.
  ///   - overflow: what happens while `queueBytesMax` are taken.
  ///   - queueBytesMax: most bytes that wait to be written.
  ///   - onEvent: called on the writing thread, or by ``close(timeoutNanoseconds:)``.
  package init(
    descriptor: Int32, closesDescriptor: Bool = false, overflow: RecordOverflow = .block, queueBytesMax: Int = 8 << 20,
    onEvent: @escaping @Sendable (RecordEvent) -> Void
  ) throws(AuditStoreError) {
    let output = RecordOutput(descriptor: descriptor, isOwned: closesDescriptor)
    queue = RecordQueue(output, overflow: overflow, bytesMax: queueBytesMax, onEvent: onEvent)
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(queue)
    let error = pthread_create(&thread, nil, writeRecords, retained.toOpaque())
    guard error == 0 else {
      retained.release()
      throw AuditStoreError(
        code: .noThread, message: "cannot start the thread that writes records: \(ErrorText.of(error))")
    }
    pthread_detach(thread)
  }

  deinit { close(timeoutNanoseconds: nil) }

  package func enqueue(_ record: UnsafeRawBufferPointer) -> Bool { enqueue(record, waitNanosecondsMax: nil) }

  package func enqueue(_ record: UnsafeRawBufferPointer, waitNanosecondsMax: UInt64?) -> Bool {
    queue.append(record, waitNanosecondsMax: waitNanosecondsMax)
  }

  package var recordsLost: UInt64 { queue.lostSoFar }
  package var isBroken: Bool { queue.isReaderGone }

  package func stopWaiting() { queue.stopWaiting() }
  package func flush(timeoutNanoseconds: UInt64?) -> Bool { queue.flush(timeoutNanoseconds: timeoutNanoseconds) }

  @discardableResult
  package func close(timeoutNanoseconds: UInt64?) -> Bool { queue.close(timeoutNanoseconds: timeoutNanoseconds) }
}

/// What the thread runs; it owns one reference to its queue.
private func writeRecords(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let queue = Unmanaged<RecordQueue>.fromOpaque(context).takeRetainedValue()
  // Signals are for other threads, and a reader that is gone is an error number here, not the end of the process.
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, nil)
  queue.writeUntilClosed()
  return nil
}
