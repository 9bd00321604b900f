import HTTP2
import Testing

/// Requests that are answered without the handler: each is one stream of a connection that goes on.
@Suite struct RefusalTests {
  private let handler = EchoHandler()

  private func answer(_ bytes: [UInt8], _ limits: SessionLimits = SessionLimits()) throws -> Answer {
    let client = try WireClient(handler, limits: limits)
    try client.send(bytes)
    #expect(handler.messages.isEmpty)
    try client.send(WireClient.call(101, [4]))
    #expect(client.answers[101]?.status == "0")
    #expect(client.session.streamsInFlight == 0)
    return try #require(client.answers[1])
  }

  @Test func `unknown methods are unimplemented`() throws {
    let headers = WireClient.headers(1, WireClient.fields(path: "/envoy.service.auth.v2.Authorization/Check"))
    let answer = try answer(headers + WireClient.data(1, WireClient.framed([1])))
    #expect(answer.headers[":status"] == "200" && answer.status == "12" && answer.message == "unknown method")
    #expect(answer.isEnded)
  }

  @Test(arguments: ["GET", "PUT", "OPTIONS"]) func `methods other than POST`(method: String) throws {
    let answer = try answer(WireClient.headers(1, WireClient.fields(method: method), ends: true))
    #expect(answer.headers[":status"] == "405" && answer.headers["allow"] == "POST" && answer.status == "13")
  }

  @Test(arguments: [
    nil, "text/html", "application/json", "application/grpc-web", "application/grpc+json", "applicatio",
  ])
  func `content types other than gRPC`(type: String?) throws {
    let answer = try answer(WireClient.headers(1, WireClient.fields(type: type)) + WireClient.data(1, [0, 0, 0, 0, 0]))
    #expect(answer.headers[":status"] == "415" && answer.status == "3")
  }

  @Test(arguments: ["application/grpc+proto", "application/grpc; charset=utf-8", "Application/gRPC"])
  func `spellings of the gRPC content type are taken`(type: String) throws {
    let client = try WireClient(handler)
    try client.send(WireClient.headers(1, WireClient.fields(type: type)) + WireClient.data(1, [0, 0, 0, 0, 0]))
    #expect(client.answers[1]?.status == "0")
  }

  @Test func `compressed messages`() throws {
    let flagged = try answer(
      WireClient.headers(1, WireClient.fields()) + WireClient.data(1, WireClient.framed([1], flag: 1)))
    #expect(flagged.status == "12" && flagged.headers["grpc-accept-encoding"] == "identity")
    let headers = WireClient.headers(1, WireClient.fields([("grpc-encoding", "gzip")]))
    let announced = try RefusalTests().answer(headers + WireClient.data(1, WireClient.framed([1])))
    #expect(announced.status == "12" && announced.headers["grpc-accept-encoding"] == "identity")
  }

  @Test(
    arguments: [
      [], [0], [0, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 2, 9], [2, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 9, 0, 0, 0, 0, 1, 9],
    ] as [[UInt8]])
  func `framing that is not one message`(body: [UInt8]) throws {
    let answer = try answer(WireClient.headers(1, WireClient.fields()) + WireClient.data(1, body))
    #expect(answer.status == "3")
  }

  @Test func `a call without a body`() throws {
    let answer = try answer(WireClient.headers(1, WireClient.fields(), ends: true))
    #expect(answer.status == "3" && answer.message == "the call carries no message")
  }

  @Test(arguments: ["", "5", "m", "123456789m", "-1m", "1 m", "5x"]) func `malformed timeouts`(text: String) throws {
    let answer = try answer(WireClient.call(1, [1], [("grpc-timeout", text)]))
    #expect(answer.status == "3")
  }

  @Test func `messages above the limit, by their prefix alone`() throws {
    var limits = SessionLimits()
    limits.messageBytesMax = 100
    let prefix: [UInt8] = [0, 0xFF, 0xFF, 0xFF, 0xFF]
    let headers = WireClient.headers(1, WireClient.fields())
    let answer = try answer(headers + WireClient.data(1, prefix, ends: false), limits)
    #expect(answer.status == "8" && answer.resetCode == 0 && answer.isEnded)
    let exact =
      WireClient.headers(1, WireClient.fields())
      + WireClient.data(1, WireClient.framed(Array(repeating: 1, count: 101)))
    #expect(try RefusalTests().answer(exact, limits).status == "8")
  }

  @Test func `header blocks above the limit`() throws {
    var limits = SessionLimits()
    limits.headerBytesMax = 4096
    let answer = try answer(WireClient.call(1, [1], [("x-long", String(repeating: "a", count: 5000))]), limits)
    #expect(answer.status == "8")
  }

  @Test func `incomplete messages beyond what a connection may hold`() throws {
    var limits = SessionLimits()
    limits.bufferedBytesMax = 10_000
    let client = try WireClient(handler, limits: limits)
    for stream in stride(from: UInt32(1), to: 21, by: 2) {
      try client.send(WireClient.headers(stream, WireClient.fields()))
      try client.send(WireClient.data(stream, [0, 0, 0, 0xFF, 0] + Array(repeating: 7, count: 1500), ends: false))
    }
    #expect(client.answers.values.filter { $0.status == "8" }.count == 4)
    for stream in stride(from: UInt32(1), to: 21, by: 2) where client.answers[stream] == nil {
      try client.send(WireClient.frame(3, stream: stream, WireClient.bytes(8)))
    }
    try client.send(WireClient.call(101, Array(repeating: 1, count: 9000)))
    #expect(client.answers[101]?.status == "0" && client.session.streamsInFlight == 0)
  }
}
