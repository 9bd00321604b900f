import AuditStore
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DescriptorSinkTests {
  let pipe = Pipe()
  let events = Events()

  func sink(overflow: RecordOverflow = .block, queueBytesMax: Int = 8 << 20) throws -> DescriptorSink {
    try DescriptorSink(
      descriptor: pipe.writeEnd, overflow: overflow, queueBytesMax: queueBytesMax, onEvent: events.append)
  }

  @Test("a lone record waits for no other")
  func loneRecord() throws {
    let sink = try sink()
    for number in 0..<3 {
      sink.write("record \(number)\n")
      #expect(pipe.read() == "record \(number)\n")
    }
  }

  @Test("records that come close together go out in one piece")
  func batches() throws {
    let sink = try sink()
    let lines = (0..<100).map { "{\"number\":\($0)}\n" }
    for line in lines { sink.write(line) }
    _ = sink.flush(timeoutNanoseconds: nil)
    var pieces: [String] = []
    while pieces.joined().utf8.count < lines.joined().utf8.count, let piece = pipe.read() { pieces.append(piece) }
    #expect(pieces.joined() == lines.joined())
    #expect(pieces.count < 20)
  }

  @Test("lines of many threads stay whole, and each thread's stay in order")
  func manyThreads() throws {
    let sink = try sink(queueBytesMax: 64 << 10)
    let perThread = 5_000
    let received = Mutex("")
    let reader = Thread { [pipe] in
      var text = ""
      while !text.hasSuffix("end\n"), let more = pipe.read() { text += more }
      received.withLock { $0 = text }
    }
    reader.start()
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<perThread { sink.write("\(thread) \(number) \(String(repeating: "x", count: number % 97))\n") }
    }
    #expect(sink.flush(timeoutNanoseconds: nil))
    sink.write("end\n")
    #expect(sink.flush(timeoutNanoseconds: nil))
    while !reader.isFinished { usleep(1000) }
    var next = [0, 0, 0, 0]
    for line in received.withLock({ $0 }).split(separator: "\n") where line != "end" {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 3, let thread = Int(parts[0]), let number = Int(parts[1]) else {
        Issue.record("a broken line: \(line)")
        return
      }
      #expect(next[thread] == number && parts[2].count == number % 97)
      next[thread] = number + 1
    }
    #expect(next == [perThread, perThread, perThread, perThread])
    #expect(sink.recordsLost == 0)
  }

  @Test("waits for room while the reader does not read, and loses nothing")
  func blocks() throws {
    let sink = try sink(queueBytesMax: 32 << 10)
    let line = String(repeating: "x", count: 1023) + "\n"
    let handedOver = Atomic<Int>(0)
    let before = pipe.fill()
    let producer = Thread {
      for _ in 0..<500 {
        sink.write(line)
        handedOver.add(1, ordering: .relaxed)
      }
    }
    producer.start()
    // The queue holds 31 of them at least; what the writer's thread has taken may be beside it.
    while handedOver.load(ordering: .relaxed) < 31 { usleep(1000) }
    usleep(100_000)
    #expect(handedOver.load(ordering: .relaxed) < 100)
    #expect(pipe.read(bytes: before).utf8.count == before)
    #expect(pipe.read(bytes: 500 * 1024).utf8.count == 500 * 1024)
    while !producer.isFinished { usleep(1000) }
    #expect(sink.close(timeoutNanoseconds: nil))
  }

  @Test("waits no longer than it may, and counts what it loses")
  func blocksForSomeTime() throws {
    let sink = try sink(queueBytesMax: 4096)
    let line = String(repeating: "x", count: 2047) + "\n"
    let before = pipe.fill()
    var taken = 0
    while sink.write(line, waitNanosecondsMax: 300_000_000) { taken += 1 }
    #expect(taken > 0)
    #expect(sink.recordsLost == 1)
    #expect(!sink.isBroken)
    #expect(!sink.flush(timeoutNanoseconds: 20_000_000))
    #expect(pipe.read(bytes: before + taken * 2048).utf8.count == before + taken * 2048)
    #expect(sink.flush(timeoutNanoseconds: nil))
  }

  @Test("refuses or drops where it may not wait", arguments: [RecordOverflow.drop, .deny])
  func drops(overflow: RecordOverflow) throws {
    let sink = try sink(overflow: overflow, queueBytesMax: 4096)
    let line = String(repeating: "x", count: 2047) + "\n"
    let accepted = (0..<1000).count { _ in sink.write(line) }
    let taken = 1000 - Int(sink.recordsLost)
    #expect(taken < 1000)
    #expect(accepted == (overflow == .drop ? 1000 : taken))
    #expect(pipe.read(bytes: taken * 2048).utf8.count == taken * 2048)
    #expect(!sink.close(timeoutNanoseconds: nil))
    #expect(events.all == [.closed(lost: UInt64(1000 - taken))])
  }

  @Test("a record larger than the queue goes alone")
  func largeRecord() throws {
    let sink = try sink(queueBytesMax: 1024)
    let large = String(repeating: "y", count: 50_000) + "\n"
    sink.write("small\n")
    #expect(sink.write(large))
    #expect(pipe.read(bytes: 6 + large.utf8.count) == "small\n" + large)
  }

  @Test("a non-blocking descriptor is waited for")
  func nonBlocking() throws {
    _ = fcntl(pipe.writeEnd, F_SETFL, fcntl(pipe.writeEnd, F_GETFL) | O_NONBLOCK)
    let sink = try sink()
    let line = String(repeating: "z", count: 999) + "\n"
    for _ in 0..<300 { sink.write(line) }
    #expect(pipe.read(bytes: 300_000).utf8.count == 300_000)
    #expect(sink.close(timeoutNanoseconds: nil))
    #expect(events.all == [])
  }

  @Test("a reader that is gone is reported once and ends nothing")
  func closedPipe() throws {
    let sink = try sink()
    pipe.closeReadEnd()
    sink.write("lost\n")
    #expect(sink.flush(timeoutNanoseconds: nil))
    #expect(sink.isBroken)
    for _ in 0..<10 { #expect(sink.write("lost too\n")) }
    #expect(sink.recordsLost == 11)
    #expect(!sink.close(timeoutNanoseconds: nil))
    #expect(events.all == [.failing(reason: "broken pipe"), .closed(lost: 11)])
  }

  @Test("a reader that goes while a record waits for room lets it go")
  func closedPipeWhileWaiting() throws {
    let sink = try sink(queueBytesMax: 4096)
    pipe.fill()
    let producer = Thread { while !sink.isBroken { sink.write(String(repeating: "x", count: 1000) + "\n") } }
    producer.start()
    usleep(100_000)
    pipe.closeReadEnd()
    while !producer.isFinished { usleep(1000) }
    #expect(sink.isBroken)
  }

  @Test("refuses every record once its reader is gone, where no decision may go without one")
  func deniesWithoutReader() throws {
    let sink = try sink(overflow: .deny)
    pipe.closeReadEnd()
    sink.write("lost\n")
    #expect(sink.flush(timeoutNanoseconds: nil))
    #expect(!sink.write("refused\n"))
  }

  @Test("who waits for room is let go when the process stops")
  func stopsWaiting() throws {
    let sink = try sink(queueBytesMax: 4096)
    pipe.fill()
    let producer = Thread { while sink.write(String(repeating: "x", count: 1000) + "\n") {} }
    producer.start()
    usleep(50_000)
    sink.stopWaiting()
    while !producer.isFinished { usleep(1000) }
    #expect(sink.recordsLost == 1)
    pipe.closeReadEnd()
  }

  @Test("closing does not wait for a reader that has stalled longer than it may")
  func closesInTime() throws {
    let sink = try sink()
    let line = String(repeating: "x", count: 1023) + "\n"
    for _ in 0..<200 { sink.write(line) }
    #expect(!sink.close(timeoutNanoseconds: 50_000_000))
    guard case .closed(let lost)? = events.all.last else {
      Issue.record("no event of the close")
      return
    }
    #expect(lost > 100 && lost <= 200)
    #expect(!sink.write("too late\n"))
    pipe.closeReadEnd()
  }

  @Test("after half a line the next record begins on a line of its own")
  func halfALine() throws {
    let place = dup(pipe.writeEnd)
    let before = pipe.fill(pagesLeft: 1)
    let sink = try DescriptorSink(descriptor: place, closesDescriptor: true, onEvent: events.append)
    let line = String(repeating: "x", count: 999) + "\n"
    for _ in 0..<80 { sink.write(line) }
    // The write waits in the middle of a line until its reader goes.
    let full = try Place("/dev/full")
    while !pipe.isFull { usleep(1000) }
    let written = Int(pipe.bytesWaiting) - before
    #expect(written % line.utf8.count != 0)
    let lost = UInt64(80 - written / line.utf8.count)
    #expect(dup2(full.descriptor, place) == place)
    pipe.closeReadEnd()
    #expect(sink.flush(timeoutNanoseconds: nil))
    #expect(sink.recordsLost == lost)

    let next = Pipe()
    #expect(dup2(next.writeEnd, place) == place)
    sink.write("next\n")
    #expect(next.read(bytes: 6) == "\nnext\n")
    #expect(sink.flush(timeoutNanoseconds: nil))
    #expect(events.all == [.failing(reason: "no space left on device"), .recovered(lost: lost)])
  }
}

/// A file that is open for writing.
private final class Place {
  let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_WRONLY)
    try #require(descriptor >= 0)
  }

  deinit { close(descriptor) }
}
