import Foundation
import PolicyDomain
import Testing

@testable import mpe

struct FileReadingTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "FileReadingTests-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// What stands where a file should be, and what reading it says, with `FILE` for its path.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let says: String
    let make: @Sendable (String) throws -> Void

    init(_ description: String, _ says: String, _ make: @escaping @Sendable (String) throws -> Void) {
      testDescription = description
      self.says = says
      self.make = make
    }
  }

  static let cases = [
    Case("nothing", "open FILE: no such file or directory") { _ in },
    Case("a directory", "read FILE: is a directory") {
      try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false)
    },
    Case("a circle of links", "open FILE: too many levels of symbolic links") {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: $0)
    },
    Case("a link to nowhere", "open FILE: no such file or directory") {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: $0 + ".gone")
    },
    Case("a gigabyte", "read FILE: it is larger than 64 MiB: split it, or name the right file") {
      FileManager.default.createFile(atPath: $0, contents: nil)
      truncate($0, 1 << 30)
    },
    Case("a pipe into which nobody writes", "read FILE: nobody writes to this pipe") { mkfifo($0, 0o600) },
    Case("a device without an end", "read FILE: is a device, not a file") {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "/dev/zero")
    },
  ]

  private func reading(_ path: String) -> FileReading { FileReading(path, silenceMilliseconds: 10) }

  private func reason(_ result: Result<[UInt8], FileFailure>) -> String? {
    if case .failure(let failure) = result { failure.reason } else { nil }
  }

  @Test("what is no readable file ends in one message", arguments: cases)
  func noFile(_ what: Case) throws {
    let path = folder.appending(path: "file").path
    try what.make(path)
    #expect(reason(reading(path).read()) == what.says.replacing("FILE", with: path))
    try FileManager.default.removeItem(at: folder)
  }

  @Test("a name may hold anything, and messages show it in one line")
  func names() {
    #expect(reason(reading("/no\nname").read()) == "open /no\\nname: no such file or directory")
    #expect(reason(reading("/no\u{1B}[31m").read()) == "open /no\\u{1B}[31m: no such file or directory")
    #expect(reason(reading("/dev/null\0.yaml").read()) == "open /dev/null\\0.yaml: invalid argument")
    let long = "/" + String(repeating: "a", count: 300)
    #expect(reason(reading(long).read()) == "open \(long): file name too long")
  }

  @Test("bytes come as they are, from files and from devices that are empty")
  func bytes() throws {
    let path = folder.appending(path: "file").path
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    FileManager.default.createFile(atPath: path, contents: Data(bytes))
    #expect(try reading(path).read().get() == bytes)
    #expect(try reading("/dev/null").read().get() == [])
    #expect(try !reading("/proc/self/status").read().get().isEmpty)
    #expect(reason(FileReading(path, bytesMax: 1 << 10).read())?.contains("larger than 0 MiB") == true)
    try FileManager.default.removeItem(at: folder)
  }

  @Test("a pipe of this process is read to its end, however long that takes")
  func pipes() throws {
    let pipe = Pipe()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    // A thread of its own: the reader keeps the one of the test, of which there may be no other.
    let writer = Thread {
      for _ in 0..<3 {
        usleep(20_000)
        try? pipe.fileHandleForWriting.write(contentsOf: Data("abc".utf8))
      }
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    #expect(try FileReading(path, silenceMilliseconds: 10).read().get() == Array("abcabcabc".utf8))
  }

  @Test("a file that changes while it is read is never half of each")
  func changing() async throws {
    let path = folder.appending(path: "file").path
    let versions = ["a", "b"].map { Data(String(repeating: $0, count: 300_000).utf8) }
    try versions[0].write(to: URL(filePath: path))
    let writing = Task.detached {
      for round in 0..<200 where !Task.isCancelled {
        // In place, in pieces: the worst way to do it.
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.write(contentsOf: versions[round % 2])
        try file.close()
      }
    }
    for _ in 0..<50 {
      switch reading(path).read() {
      case .success(let bytes): #expect(Set(bytes).count == 1)
      case .failure(let failure): #expect(failure.reason.contains("changes while it is read"))
      }
    }
    writing.cancel()
    _ = await writing.result
    try FileManager.default.removeItem(at: folder)
  }
}
