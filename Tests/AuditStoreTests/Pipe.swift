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

  /// Puts zeros into the pipe until there is no room, or only for some pages.
  /// - Returns: how many bytes.
  @discardableResult
  func fill(pagesLeft: Int = 0) -> Int {
    let pageBytes = 4096
    let flags = fcntl(writeEnd, F_GETFL)
    _ = fcntl(writeEnd, F_SETFL, flags | O_NONBLOCK)
    defer { _ = fcntl(writeEnd, F_SETFL, flags) }
    let page = [UInt8](repeating: 0, count: pageBytes)
    var pages = 0
    while write(writeEnd, page, pageBytes) == pageBytes { pages += 1 }
    for _ in 0..<pagesLeft {
      var page = page
      precondition(Foundation.read(readEnd, &page, pageBytes) == pageBytes, "pages leave as they came")
      pages -= 1
    }
    return pages * pageBytes
  }

  /// Whether there is no room for a page.
  var isFull: Bool {
    var place = pollfd(fd: writeEnd, events: Int16(POLLOUT), revents: 0)
    return poll(&place, 1, 0) == 0
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
