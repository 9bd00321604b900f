import HTTP2
import Testing

@Suite struct UnaryCallTests {
  private let handler = EchoHandler()

  @Test func `answers a call with headers, one message and trailers`() throws {
    let client = try WireClient(handler)
    try client.send(WireClient.call(1, [1, 2, 3]))
    let answer = try #require(client.answers[1])
    #expect(answer.headers == [":status": "200", "content-type": "application/grpc"])
    #expect(answer.body == [0, 0, 0, 0, 3, 1, 2, 3])
    #expect(answer.trailers == ["grpc-status": "0"])
    #expect(answer.isEnded && answer.resetCode == nil)
    #expect(client.session.streamsInFlight == 0 && client.session.callCount == 1)
  }

  @Test(arguments: [1, 2, 7, 100]) func `takes requests in pieces of any size`(piece: Int) throws {
    let client = try WireClient(handler, greeting: false)
    let message = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
    try client.send(WireClient.preface + WireClient.frame(4), piece: piece)
    try client.send(WireClient.call(1, message) + WireClient.call(3, []), piece: piece)
    #expect(handler.messages == [message, []])
    #expect(client.answers[1]?.body.count == 40_005 && client.answers[3]?.body == [0, 0, 0, 0, 0])
  }

  @Test func `serves a thousand calls over recycled streams`() throws {
    let client = try WireClient(handler)
    for number in 0..<1000 {
      let stream = UInt32(number * 2 + 1)
      try client.send(WireClient.call(stream, [UInt8(number & 255)]))
      #expect(client.answers[stream]?.body.last == UInt8(number & 255))
    }
    #expect(client.session.streamsInFlight == 0)
  }

  @Test func `tells methods and deadlines apart`() throws {
    let client = try WireClient(handler)
    try client.send(WireClient.call(1, [], [("grpc-timeout", "200m")]))
    try client.send(WireClient.headers(3, WireClient.fields(path: "/other.Service/Call")))
    try client.send(WireClient.data(3, WireClient.framed([])))
    try client.send(WireClient.call(5, [], [("grpc-timeout", "99999999H")]))
    #expect(handler.methods == [0, 1, 0])
    #expect(handler.timeouts == [200_000_000, nil, .max])
  }

  @Test func `answers a kept call later`() throws {
    handler.keepsCalls = true
    let client = try WireClient(handler)
    var announcements = 0
    client.session.outputBecameReady = { announcements += 1 }
    try client.send(WireClient.call(1, [1]))
    #expect(client.answers[1] == nil && announcements == 0)
    handler.answerKept([7])
    client.read()
    #expect(announcements == 1 && client.answers[1]?.body == [0, 0, 0, 0, 1, 7])
  }

  @Test func `tells who works on a call when its peer goes away, and not when it was answered`() throws {
    handler.keepsCalls = true
    var client: WireClient? = try WireClient(handler)
    try client?.send(WireClient.call(1, [1]) + WireClient.call(3, [3]) + WireClient.call(5, [5]))
    #expect(client?.session.hasCallsInHand == true && handler.abandoned == 0)
    try client?.send(WireClient.frame(3, stream: 3, WireClient.bytes(8)))
    #expect(handler.abandoned == 1)
    client = nil
    #expect(handler.abandoned == 3)
    handler.answerKept([7])

    client = try WireClient(handler)
    try client?.send(WireClient.call(1, [1]))
    handler.answerKept([7])
    client?.read()
    #expect(client?.session.hasCallsInHand == false)
    client = nil
    #expect(handler.abandoned == 3)
  }

  @Test func `answers a dropped call as an error of ours`() throws {
    handler.keepsCalls = true
    let client = try WireClient(handler)
    try client.send(WireClient.call(1, [1]))
    handler.dropKept()
    client.read()
    #expect(client.answers[1]?.status == "13")
  }

  @Test func `ignores answers to streams that the peer reset and to sessions that are gone`() throws {
    handler.keepsCalls = true
    var client: WireClient? = try WireClient(handler)
    try client?.send(WireClient.call(1, [1]) + WireClient.frame(3, stream: 1, WireClient.bytes(8)))
    handler.answerKept([7])
    client?.read()
    #expect(client?.answers[1] == nil)
    try client?.send(WireClient.call(3, [1]))
    client = nil
    handler.answerKept([7])
  }

  @Test func `writes a status text in percent encoding`() throws {
    handler.keepsCalls = true
    let client = try WireClient(handler)
    try client.send(WireClient.call(1, [1]))
    handler.failKept(.unavailable, "50% größer\n")
    client.read()
    #expect(client.answers[1]?.status == "14")
    #expect(client.answers[1]?.message == "50%25 gr%C3%B6%C3%9Fer%0A")
  }

  @Test func `stops in two stages and serves what crosses the first`() throws {
    let client = try WireClient(handler)
    try client.send(WireClient.call(1, [1]))
    client.session.announceShutdown()
    client.read()
    #expect(client.goAways.map(\.last) == [0x7FFF_FFFF])
    try client.send(WireClient.call(3, [3]))
    handler.keepsCalls = true
    try client.send(WireClient.call(5, [5]))
    client.session.finishShutdown()
    client.read()
    #expect(client.goAways.map(\.last) == [0x7FFF_FFFF, 5])
    #expect(!client.session.isFinished)
    try client.send(WireClient.call(7, [7]))
    handler.answerKept([9])
    client.read()
    #expect(client.answers[3]?.status == "0" && client.answers[5]?.status == "0" && client.answers[7] == nil)
    #expect(client.session.isFinished)
  }
}
