// Unsafe: hands itself to a thread.

import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Writes records to a file descriptor from a thread of its own, many lines a system call. A lone record is out within
/// a few milliseconds; while the descriptor does not keep up, those who decide wait.
public final class DescriptorSink: RecordSink, @unchecked Sendable {
  private let queue: ByteQueue
  private let name: String
  private let report: @Sendable (String) -> Void
  private let lost = Atomic<UInt64>(0)
  private let descriptor: Int32
  private let closesDescriptor: Bool

  /// - Parameters:
  ///   - descriptor: open for writing.
  ///   - name: what messages call it.
  ///   - queueBytesMax: beyond this many waiting bytes deciders wait.
  ///   - report: takes messages for the operator.
  public init(
    descriptor: Int32, name: String, closesDescriptor: Bool = false, queueBytesMax: Int = 4 << 20,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.name = name
    self.report = report
    self.descriptor = descriptor
    self.closesDescriptor = closesDescriptor
    queue = ByteQueue(bytesMax: queueBytesMax, batchBytes: 256 << 10, batchMilliseconds: 5)
    start()
  }

  private func start() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let failure = pthread_create(
      &thread, nil,
      { context in
        let sink = Unmanaged<DescriptorSink>.fromOpaque(context!).takeRetainedValue()
        sink.run()
        return nil
      }, context)
    guard failure == 0 else {
      Unmanaged<DescriptorSink>.fromOpaque(context).release()
      queue.close()
      report("cannot start the thread that writes records: \(String(cString: strerror(failure)))")
      return
    }
    pthread_detach(thread)
  }

  private func run() {
    // A closed pipe is an error of the write, not the end of the process.
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var writer = DescriptorWriter(descriptor: descriptor, name: name, report: report)
    while let lines = queue.takeAll() {
      writer.write(lines)
      lost.store(writer.linesLost, ordering: .relaxed)
    }
    if closesDescriptor { writer.closeDescriptor() }
  }

  public func enqueue(_ record: UnsafeRawBufferPointer) -> Bool { queue.append(record) }

  public var recordsLost: UInt64 { lost.load(ordering: .relaxed) }

  public func close(milliseconds: Int) {
    queue.close()
    if !queue.waitUntilDrained(milliseconds: milliseconds) {
      report("records for `\(name)` are still waiting after \(milliseconds) ms and are lost")
    }
    if recordsLost > 0 { report("\(recordsLost) records for `\(name)` were lost") }
  }
}
