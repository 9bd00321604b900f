import AuditStore
import Foundation
import Synchronization

/// A pipe whose ends are closed when it goes away.
final class Pipe: Sendable {
  let readEnd: Int32
  let writeEnd: Int32
  private let isReading = Atomic<Bool>(true)

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no pipe")
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    closeReadEnd()
    close(writeEnd)
  }

  func closeReadEnd() {
    if isReading.exchange(false, ordering: .relaxed) { close(readEnd) }
  }

  /// Bytes that were written and not read.
  var bytesWaiting: Int32 {
    var count: Int32 = 0
    return ioctl(readEnd, UInt(FIONREAD), &count) == 0 ? count : -1
  }

  /// What one read gives, as text; nil when nothing comes in time.
  func read(milliseconds: Int32 = 5_000) -> String? {
    var waiting = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) == 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = Foundation.read(readEnd, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// Reads until so many bytes came.
  func read(bytes wanted: Int) -> String {
    var text = ""
    while text.utf8.count < wanted, let more = read(), !more.isEmpty { text += more }
    return text
  }
}

/// The events of a sink, in order.
final class Events: Sendable {
  private let events = Mutex<[RecordEvent]>([])

  var all: [RecordEvent] { events.withLock { $0 } }

  var append: @Sendable (RecordEvent) -> Void {
    { event in self.events.withLock { $0.append(event) } }
  }
}

extension RecordSink {
  @discardableResult
  func write(_ text: String, waitNanosecondsMax: UInt64? = nil) -> Bool {
    var text = text
    return text.withUTF8 { enqueue(UnsafeRawBufferPointer($0), waitNanosecondsMax: waitNanosecondsMax) }
  }
}
