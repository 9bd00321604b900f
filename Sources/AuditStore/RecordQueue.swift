// Unsafe: state that several threads share. It is reached only while the monitor is locked, but for what is marked.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The records between the threads that hand them over and the one that writes.
final class RecordQueue: @unchecked Sendable {
  private let output: RecordOutput
  private let overflow: RecordOverflow
  private let bytesMax: Int
  private let batchBytes: Int
  private let onEvent: @Sendable (RecordEvent) -> Void
  private let monitor = Monitor()

  @exclusivity(unchecked) private var filling = RecordBatch()
  /// Being written without the lock; only the writing thread changes it.
  @exclusivity(unchecked) private var writing = RecordBatch()
  /// Bytes handed over, and bytes written or lost, since the beginning.
  @exclusivity(unchecked) private var appended: UInt64 = 0
  @exclusivity(unchecked) private var finished: UInt64 = 0
  /// The writing thread has nothing to do, and wants to be woken by what comes.
  @exclusivity(unchecked) private var isIdle = false
  /// The writing thread gathers lines, and wants to be woken when there are enough of them.
  @exclusivity(unchecked) private var isGathering = false
  /// Threads that wait for room or for the end of writing: no time to gather.
  @exclusivity(unchecked) private var waiters = 0
  @exclusivity(unchecked) private var waits: Bool
  /// Nobody will ever read what is written.
  @exclusivity(unchecked) private var isBroken = false
  @exclusivity(unchecked) private var isClosing = false
  /// The writing thread is done.
  @exclusivity(unchecked) private var isEnded = false
  @exclusivity(unchecked) private var lost: UInt64 = 0

  /// The last batch could not be written. Of the writing thread alone.
  @exclusivity(unchecked) private var isFailing = false
  /// What was written last is half a line. Of the writing thread alone.
  @exclusivity(unchecked) private var isMidLine = false

  /// So long a line waits for others to go out with it.
  private static let gatheringNanoseconds: UInt64 = 10_000_000
  /// So many bytes go out without waiting for more.
  private static let batchBytesMax = 64 << 10

  init(
    _ output: RecordOutput, overflow: RecordOverflow, bytesMax: Int, onEvent: @escaping @Sendable (RecordEvent) -> Void
  ) {
    self.output = output
    self.overflow = overflow
    waits = overflow == .block
    self.bytesMax = bytesMax
    self.batchBytes = max(1, min(Self.batchBytesMax, bytesMax / 2))
    self.onEvent = onEvent
  }

  deinit {
    filling.free()
    writing.free()
    output.close()
  }

  // MARK: - Handing over

  /// - Parameter waitNanosecondsMax: how long to wait where there is no room; nil waits until there is.
  /// - Returns: false when the record is refused.
  func append(_ record: UnsafeRawBufferPointer, waitNanosecondsMax: UInt64?) -> Bool {
    let count = record.count
    monitor.lock()
    guard hasRoom(count) || waitForRoom(count, waitNanosecondsMax), !isBroken, !isClosing else {
      lost += 1
      let isRefused = overflow == .deny || (overflow == .block && !isBroken)
      monitor.unlock()
      return !isRefused
    }
    filling.append(record)
    appended += UInt64(count)
    let wakes = isIdle || (isGathering && filling.count >= batchBytes)
    if wakes {
      isIdle = false
      isGathering = false
    }
    monitor.unlock()
    if wakes { monitor.work.signal() }
    return true
  }

  /// A record that is larger than all the room there is goes alone.
  @inline(__always)
  private func hasRoom(_ count: Int) -> Bool {
    let waiting = filling.count + writing.count
    return waiting + count <= bytesMax || waiting == 0 || isBroken || isClosing
  }

  @inline(never)
  private func waitForRoom(_ count: Int, _ waitNanosecondsMax: UInt64?) -> Bool {
    waits && waitNanosecondsMax != 0 && wait(waitNanosecondsMax) { hasRoom(count) || !waits } && hasRoom(count)
  }

  var lostSoFar: UInt64 {
    monitor.lock()
    defer { monitor.unlock() }
    return lost
  }

  var isReaderGone: Bool {
    monitor.lock()
    defer { monitor.unlock() }
    return isBroken
  }

  // MARK: - Waiting

  /// Has the lock, and gives it away meanwhile.
  /// - Returns: false when the time was over first.
  private func wait(_ timeoutNanoseconds: UInt64?, until isDone: () -> Bool) -> Bool {
    waiters += 1
    defer { waiters -= 1 }
    isIdle = false
    isGathering = false
    monitor.work.signal()
    guard let timeoutNanoseconds else {
      while !isDone() { monitor.wait(for: monitor.progress) }
      return true
    }
    let (deadline, isEndless) = Monitor.now().addingReportingOverflow(timeoutNanoseconds)
    while !isDone() {
      if !monitor.wait(for: monitor.progress, until: isEndless ? .max : deadline) { return isDone() }
    }
    return true
  }

  func stopWaiting() {
    monitor.lock()
    waits = false
    monitor.progress.broadcast()
    monitor.unlock()
  }

  func flush(timeoutNanoseconds: UInt64?) -> Bool {
    monitor.lock()
    defer { monitor.unlock() }
    let goal = appended
    return wait(timeoutNanoseconds) { finished >= goal }
  }

  func close(timeoutNanoseconds: UInt64?) -> Bool {
    monitor.lock()
    let isFirst = !isClosing
    isClosing = true
    monitor.progress.broadcast()
    let isDone = wait(timeoutNanoseconds) { isEnded }
    // The reader may have stalled; then the thread stays in its write until the process ends.
    let left = isDone ? 0 : filling.records + writing.records
    let lost = self.lost + UInt64(left)
    monitor.unlock()
    if isFirst, lost > 0 { onEvent(.closed(lost: lost)) }
    return lost == 0
  }

  // MARK: - The writing thread

  func writeUntilClosed() {
    monitor.lock()
    while gather() {
      swap(&filling, &writing)
      monitor.unlock()
      let (cut, error) = write()
      if (error != 0) != isFailing { reportChange(error) }
      monitor.lock()
      lost += UInt64(cut)
      finished += UInt64(writing.count)
      writing.removeAll()
      if error == EPIPE || error == EBADF { isBroken = true }
      monitor.progress.broadcast()
    }
    isEnded = true
    monitor.progress.broadcast()
    monitor.unlock()
  }

  /// Waits for lines, and a little longer for more of them.
  /// - Returns: false when there are none and no more will come.
  private func gather() -> Bool {
    while filling.isEmpty {
      if isClosing { return false }
      isIdle = true
      monitor.wait(for: monitor.work)
    }
    isIdle = false
    let deadline = Monitor.now() + Self.gatheringNanoseconds
    while filling.count < batchBytes, waiters == 0, !isClosing {
      isGathering = true
      if !monitor.wait(for: monitor.work, until: deadline) { break }
    }
    isGathering = false
    return true
  }

  /// Writes the batch. After half a line the next batch begins with a line end, so that only one record is spoilt.
  /// - Returns: how many records are not written, and why.
  private func write() -> (cut: Int, error: Int32) {
    if isMidLine {
      let lineEnd = UInt8(ascii: "\n")
      let error = withUnsafeBytes(of: lineEnd) { output.write($0).error }
      if error != 0 { return (writing.records, error) }
      isMidLine = false
    }
    let bytes = writing.bytes
    let (count, error) = output.write(bytes)
    guard error != 0 else { return (0, 0) }
    if count > 0 { isMidLine = bytes[count - 1] != UInt8(ascii: "\n") }
    return (writing.recordsCut(at: count), error)
  }

  private func reportChange(_ error: Int32) {
    isFailing = error != 0
    onEvent(isFailing ? .failing(reason: ErrorText.of(error)) : .recovered(lost: lostSoFar))
  }
}
