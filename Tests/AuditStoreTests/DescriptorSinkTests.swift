import AuditStore
import Foundation
import Synchronization
import Testing

/// Records on their way to a file descriptor.
@Suite struct DescriptorSinkTests {
  /// Both ends of a pipe.
  struct Pipe {
    let reading: Int32
    let writing: Int32

    init() {
      var ends: [Int32] = [0, 0]
      precondition(pipe(&ends) == 0)
      (reading, writing) = (ends[0], ends[1])
    }

    func readAll() -> String {
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(reading, &chunk, chunk.count)
        if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += chunk[..<count]
      }
    }
  }

  final class Messages: Sendable {
    private let list = Mutex<[String]>([])
    func add(_ message: String) { list.withLock { $0.append(message) } }
    var all: [String] { list.withLock { $0 } }
  }

  final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func add() { value.wrappingAdd(1, ordering: .relaxed) }
    var count: Int { value.load(ordering: .relaxed) }
  }

  static func enqueue(_ line: String, _ sink: some RecordSink) -> Bool {
    var text = line
    return text.withUTF8 { sink.enqueue(UnsafeRawBufferPointer($0)) }
  }

  /// Runs on a thread of its own: what waits must not hold one of the few threads of the test runner.
  final class Background: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let result = Mutex("")

    init(_ body: @escaping @Sendable () -> String) {
      Thread.detachNewThread { [self] in
        let text = body()
        result.withLock { $0 = text }
        done.signal()
      }
    }

    func wait() -> String {
      done.wait()
      return result.withLock { $0 }
    }
  }

  @Test("lines of many threads come out whole, all of them, after closing")
  func keepsLinesWhole() {
    let pipe = Pipe()
    let sink = DescriptorSink(descriptor: pipe.writing, name: "pipe", closesDescriptor: true, report: { _ in })
    let reader = Background { pipe.readAll() }
    let writers = (0..<4).map { thread in
      Background {
        for index in 0..<2_000 {
          _ = Self.enqueue("\(thread) \(index) \(String(repeating: "x", count: index % 300))\n", sink)
        }
        return ""
      }
    }
    for writer in writers { _ = writer.wait() }
    sink.close(milliseconds: 5_000)
    let lines = reader.wait().split(separator: "\n")
    #expect(lines.count == 8_000)
    for thread in 0..<4 {
      let own = lines.filter { $0.hasPrefix("\(thread) ") }.map { Int($0.split(separator: " ")[1])! }
      #expect(own == Array(0..<2_000))
    }
    #expect(sink.recordsLost == 0)
  }

  @Test("a lone record is out at once")
  func isPrompt() {
    let pipe = Pipe()
    let sink = DescriptorSink(descriptor: pipe.writing, name: "pipe", report: { _ in })
    let start = ContinuousClock.now
    _ = Self.enqueue("one\n", sink)
    var byte = [UInt8](repeating: 0, count: 4)
    #expect(read(pipe.reading, &byte, 4) == 4)
    #expect(ContinuousClock.now - start < .milliseconds(500))
    sink.close(milliseconds: 1_000)
  }

  @Test("after closing nothing is taken")
  func refusesAfterClosing() {
    let pipe = Pipe()
    let sink = DescriptorSink(descriptor: pipe.writing, name: "pipe", report: { _ in })
    sink.close(milliseconds: 1_000)
    #expect(!Self.enqueue("x\n", sink))
  }

  @Test("a full queue makes deciders wait until there is room")
  func waitsWhenFull() {
    let pipe = Pipe()
    let sink = DescriptorSink(
      descriptor: pipe.writing, name: "pipe", closesDescriptor: true, queueBytesMax: 10_000, report: { _ in })
    let sent = Counter()
    let writer = Background {
      let line = String(repeating: "y", count: 999) + "\n"
      for _ in 0..<500 {
        _ = Self.enqueue(line, sink)
        sent.add()
      }
      return ""
    }
    usleep(300_000)
    // A pipe takes 64 KiB and the queue 10,000 bytes; a batch of as much may be on its way.
    #expect(sent.count < 120)
    let reader = Background { pipe.readAll() }
    _ = writer.wait()
    sink.close(milliseconds: 5_000)
    #expect(reader.wait().utf8.count == 500_000)
  }

  @Test("a reader that goes away is reported once and ends nothing")
  func survivesClosedPipe() {
    let pipe = Pipe()
    let messages = Messages()
    let sink = DescriptorSink(descriptor: pipe.writing, name: "pipe", report: messages.add)
    close(pipe.reading)
    for round in 0..<3 {
      #expect(Self.enqueue("line \(round)\n", sink))
      usleep(20_000)
    }
    sink.close(milliseconds: 1_000)
    #expect(sink.recordsLost == 3)
    #expect(messages.all.count == 2)
    #expect(messages.all[0].contains("cannot write records to `pipe`: Broken pipe"))
    #expect(messages.all[1] == "3 records for `pipe` were lost")
  }

  @Test("a full device is reported once and ends nothing", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func survivesFullDevice() throws {
    let messages = Messages()
    let sink = try RecordDestination("file:/dev/full").open(report: messages.add)
    for _ in 0..<100 { _ = Self.enqueue("line\n", sink) }
    sink.close(milliseconds: 1_000)
    #expect(sink.recordsLost == 100)
    #expect(messages.all[0].contains("No space left on device"))
  }

  @Test("places are named by hosts", arguments: ["stdout", "off", "file:/tmp/x"])
  func readsPlaces(_ text: String) throws {
    _ = try RecordDestination(text)
  }

  @Test("unknown places are refused", arguments: ["", "file:", "stderr", "kafka:x"])
  func refusesPlaces(_ text: String) {
    #expect(throws: AuditStoreError.self) { try RecordDestination(text) }
  }

  @Test("a file that cannot be opened is an error")
  func refusesUnwritable() throws {
    let place = try RecordDestination("file:/nonexistent/x")
    #expect(throws: AuditStoreError.self) { try place.open(report: { _ in }) }
  }

  @Test("a file is appended to")
  func appends() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("records-\(getpid())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for round in 0..<2 {
      let sink = try RecordDestination("file:" + path).open(report: { _ in })
      _ = Self.enqueue("\(round)\n", sink)
      sink.close(milliseconds: 1_000)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "0\n1\n")
  }
}
