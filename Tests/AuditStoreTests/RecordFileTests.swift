import AuditStore
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RecordFileTests {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("records-\(UUID().uuidString)")
  let events = Events()

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  @Test(
    "understands the three places",
    arguments: [("stdout", RecordDestination.standardOutput), ("off", .off), ("file:/a b", .file("/a b"))])
  func destinations(text: String, destination: RecordDestination) throws {
    #expect(try RecordDestination(text) == destination)
  }

  @Test("refuses other places, and says which there are", arguments: ["", "stderr", "file:", "/tmp/records"])
  func unknownDestination(text: String) {
    let error = #expect(throws: AuditStoreError.self) { try RecordDestination(text) }
    #expect(error?.code == .unknownDestination)
    #expect(error?.message.contains("`file:PATH`") == true)
  }

  @Test("appends to a file that it creates for its owner and group")
  func appends() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("records.jsonl").path
    for number in 0..<2 {
      let sink = try RecordDestination.file(path).open(onEvent: events.append)
      sink.write("{\"run\":\(number)}\n")
      #expect(sink.close(timeoutNanoseconds: nil))
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"run\":0}\n{\"run\":1}\n")
    let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect((permissions ?? 0) & 0o137 == 0)
    #expect(events.all == [])
  }

  @Test("names a file that cannot be opened")
  func cannotOpen() {
    let error = #expect(throws: AuditStoreError.self) {
      try RecordDestination.file("/nowhere/records").open(onEvent: { _ in })
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.message == "cannot append records to `/nowhere/records`: no such file or directory")
  }

  @Test("a full disk is reported once, and its records are counted")
  func fullDisk() throws {
    let sink = try RecordDestination.file("/dev/full").open(onEvent: events.append)
    for _ in 0..<5 {
      sink.write("{}\n")
      #expect(sink.flush(timeoutNanoseconds: nil))
    }
    #expect(!sink.isBroken)
    #expect(sink.recordsLost == 5)
    #expect(!sink.close(timeoutNanoseconds: nil))
    #expect(events.all == [.failing(reason: "no space left on device"), .closed(lost: 5)])
  }

  @Test("a closed descriptor is reported once")
  func closedDescriptor() throws {
    let sink = try RecordDestination.standardOutput.open(standardOutput: 9_999, onEvent: events.append)
    sink.write("{}\n")
    #expect(sink.flush(timeoutNanoseconds: nil))
    #expect(sink.isBroken)
    #expect(events.all == [.failing(reason: "bad file descriptor")])
  }

  @Test("records that go nowhere are not made")
  func off() throws {
    let sink = try RecordDestination.off.open(onEvent: events.append)
    #expect(!sink.isOpen)
    #expect(sink.write("{}\n"))
    #expect(sink.close(timeoutNanoseconds: nil))
  }
}
