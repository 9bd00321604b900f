import HTTP2
import Testing

@Suite struct UnaryClientTests {
  private let handler = EchoHandler()

  private func client(_ message: [UInt8], path: String = WireClient.checkPath) throws -> UnaryClient {
    try UnaryClient(path: path, authority: "localhost", message: message, timeoutMilliseconds: 1500)
  }

  /// Lets both sides talk until neither has anything to say.
  /// - Parameters:
  ///   - piece: how many bytes reach the client at once.
  ///   - change: what becomes of the server's bytes on the way, which it gets with their place in all of them.
  private func talk(
    _ client: UnaryClient, piece: Int = .max, change: (Int, UInt8) -> UInt8 = { $1 }
  ) throws -> UnaryClient.Outcome? {
    let session = try ServerSession(limits: SessionLimits(), handler: handler, pool: StreamPool())
    var place = 0
    for _ in 0..<1000 {
      var sent: [UInt8] = []
      client.drainOutput { span in span.withUnsafeBytes { sent += $0 } }
      try? session.receive(sent.span.bytes)
      var answer: [UInt8] = []
      try? session.drainOutput(bytesMax: .max) { span in span.withUnsafeBytes { answer += $0 } }
      for index in answer.indices {
        answer[index] = change(place, answer[index])
        place += 1
      }
      if sent.isEmpty, answer.isEmpty { break }
      var rest = answer[...]
      while !rest.isEmpty {
        let chunk = Array(rest.prefix(piece))
        rest = rest.dropFirst(piece)
        try client.receive(chunk.span.bytes)
      }
    }
    return client.outcome
  }

  @Test func `a call is answered with the message that the server gives`() throws {
    #expect(try talk(client([1, 2, 3])) == .message([1, 2, 3]))
    #expect(handler.messages == [[1, 2, 3]])
    #expect(handler.timeouts == [1_500_000_000])
  }

  @Test func `an empty message goes and comes`() throws {
    #expect(try talk(client([])) == .message([]))
  }

  @Test func `an answer may come byte by byte`() throws {
    #expect(try talk(client([7]), piece: 1) == .message([7]))
  }

  @Test func `a message of many frames and a full window comes back`() throws {
    let message = [UInt8](repeating: 9, count: UnaryClient.messageBytesMax)
    #expect(try talk(client(message)) == .message(message))
  }

  @Test func `an answer over the limit is none`() throws {
    let message = [UInt8](repeating: 9, count: UnaryClient.messageBytesMax + 1)
    #expect(try talk(client(message)) == .notGRPC)
  }

  @Test func `a gRPC status comes through`() throws {
    #expect(try talk(client([], path: "/no.Such/Method")) == .status(GRPCStatus.unimplemented.rawValue))
  }

  @Test func `a call that the server drops ends with its status`() throws {
    handler.keepsCalls = true
    let client = try client([])
    #expect(try talk(client) == nil)
    handler.failKept(.unavailable, "later")
  }

  @Test func `HTTP/1 is told apart`() throws {
    let client = try client([])
    let bytes = Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)
    let error = #expect(throws: SessionError.self) { try client.receive(bytes.span.bytes) }
    #expect(error?.code == .notHTTP2)
  }

  @Test func `every flipped byte of an answer ends in an outcome or an error, and never in another message`() throws {
    var count = 0
    _ = try talk(client([1, 2, 3])) { place, byte in
      count = place + 1
      return byte
    }
    var outcomes = 0
    for flipped in 0..<count {
      for mask: UInt8 in [0xFF, 0x01, 0x80] {
        let outcome = try? talk(client([1, 2, 3])) { place, byte in place == flipped ? byte ^ mask : byte }
        if case .message(let message)? = outcome, message.count != 3 { Issue.record("byte \(flipped): \(message)") }
        outcomes += 1
      }
    }
    #expect(outcomes == count * 3 && count > 40)
  }

  @Test func `bytes by chance are no answer`() throws {
    for _ in 0..<2000 {
      let client = try client([1])
      client.drainOutput { _ in }
      let bytes = (0..<Int.random(in: 1...200)).map { _ in UInt8.random(in: 0...255) }
      try? client.receive(bytes.span.bytes)
      client.drainOutput { _ in }
      #expect(client.outcome == nil || client.outcome == .ended)
    }
  }
}
