import HTTP2
import Testing

/// Peers that break the protocol: the connection ends and says why, and nothing crashes.
@Suite struct HostilePeerTests {
  private let handler = EchoHandler()

  @Test(arguments: ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}", "PRI * HTTP/2.0\r\n\r\nXX"])
  func `what is not HTTP/2 ends the connection`(text: String) throws {
    let client = try WireClient(handler, greeting: false)
    #expect(throws: SessionError.self) { try client.send(Array(text.utf8)) }
    #expect(client.goAways.count == 1)
    #expect(throws: SessionError.self) { try client.send([1]) }
  }

  /// Sends until the connection ends; answers the code of the GOAWAY, or nil when the server took everything.
  private func ending(_ client: WireClient, times: Int, _ bytes: (Int) -> [UInt8]) -> UInt32? {
    for index in 0..<times {
      do { try client.send(bytes(index)) } catch { return client.goAways.last?.code ?? 0 }
      if client.session.isFinished { return client.goAways.last?.code }
    }
    return nil
  }

  @Test func `an endless header block ends the connection`() throws {
    let client = try WireClient(handler)
    try client.send(WireClient.frame(1, flags: 0, stream: 1, WireClient.block(WireClient.fields())))
    let code = ending(client, times: 100_000) { index in
      WireClient.frame(9, flags: 0, stream: 1, WireClient.block([("x-\(index)", "y")]))
    }
    #expect(code != nil)
  }

  @Test func `empty CONTINUATION frames without end end the connection`() throws {
    let client = try WireClient(handler)
    try client.send(WireClient.frame(1, flags: 0, stream: 1, WireClient.block(WireClient.fields())))
    #expect(ending(client, times: 10_000) { _ in WireClient.frame(9, flags: 0, stream: 1) } != nil)
  }

  /// Acknowledgements that the peer does not read pile up; the server gives up instead of keeping them.
  @Test(arguments: [(UInt8(4), 0), (UInt8(6), 8)]) func `floods that demand acknowledgements`(type: UInt8, size: Int)
    throws
  {
    let session = try ServerSession(limits: SessionLimits(), handler: handler, pool: StreamPool())
    let frame = WireClient.frame(type, Array(repeating: 0, count: size))
    let flood = WireClient.preface + WireClient.frame(4) + Array(repeating: frame, count: 20_000).joined()
    #expect(throws: SessionError.self) { try session.receive(flood.span.bytes) }
  }

  @Test func `resets without end end the connection`() throws {
    let client = try WireClient(handler)
    let code = ending(client, times: 5000) { index in
      let stream = UInt32(index * 2 + 1)
      return WireClient.headers(stream, WireClient.fields()) + WireClient.frame(3, stream: stream, WireClient.bytes(8))
    }
    #expect(code != nil)
  }

  /// Before the peer has acknowledged the limit it may not know it; afterwards it breaks the protocol.
  @Test func `streams above the limit are refused, then end the connection`() throws {
    var limits = SessionLimits()
    limits.streamsMax = 10
    let client = try WireClient(handler, limits: limits)
    for stream in stride(from: UInt32(1), to: 41, by: 2) {
      try client.send(WireClient.headers(stream, WireClient.fields()))
    }
    #expect(client.session.streamsInFlight == 10)
    #expect(client.answers.values.filter { $0.resetCode == 7 }.count == 10)
    try client.send(WireClient.frame(4, flags: 1) + WireClient.headers(101, WireClient.fields()))
    #expect(client.goAways.map(\.code) == [1])
  }

  @Test(arguments: [
    WireClient.frame(0, flags: 1, stream: 1, [0]), WireClient.frame(0, stream: 0, [0]),
    WireClient.frame(1, flags: 4, stream: 2, [0x82]), WireClient.frame(1, flags: 4, stream: 1, [0xFF, 0xFF, 0xFF]),
    WireClient.frame(4, [1, 2, 3]), WireClient.frame(9, flags: 4, stream: 1, [0]), WireClient.frame(5, stream: 1, [0]),
    WireClient.frame(8, stream: 0, [0, 0, 0, 0]), [0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 1],
  ])
  func `broken frames end the connection with a GOAWAY`(bytes: [UInt8]) throws {
    let client = try WireClient(handler)
    try? client.send(bytes)
    #expect(client.goAways.count == 1 && client.goAways[0].code != 0)
    #expect(client.session.isFinished)
  }

  @Test(arguments: [
    [(":method", "POST")], [(":path", "/"), (":method", "POST")], [("UPPER", "x")], [(":nonsense", "x")],
    [("connection", "close")], [("content-length", "5")],
  ]) func `header blocks that HTTP forbids reset the stream`(more: [(String, String)]) throws {
    let client = try WireClient(handler)
    let fields = more.count == 1 && !more[0].0.hasPrefix(":method") ? WireClient.fields(more) : more
    try client.send(WireClient.headers(1, fields, ends: true))
    #expect(client.answers[1]?.resetCode == 1 && client.session.streamsInFlight == 0)
  }

  @Test func `random bytes after the greeting never crash`() throws {
    var random = SplitMix(state: 42)
    for _ in 0..<3000 {
      let client = try WireClient(handler)
      try? client.send((0..<Int.random(in: 1...200, using: &random)).map { _ in .random(in: 0...255, using: &random) })
    }
  }

  @Test func `damaged calls never crash`() throws {
    var random = SplitMix(state: 7)
    let good = WireClient.call(1, Array(0..<100)) + WireClient.call(3, Array(0..<50))
    for _ in 0..<5000 {
      let client = try WireClient(handler)
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      try? client.send(Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random))), piece: 17)
    }
  }
}

/// A small generator with a seed, so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
