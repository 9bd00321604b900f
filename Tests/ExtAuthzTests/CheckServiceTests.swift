import ExtAuthz
import HTTP2
import PolicyEngine
import Rego
import Testing

/// Allows requests whose path is `/open`, denies refused ones, keeps what it saw.
private final class PathDecider: CheckDecider {
  private let decoder = CheckRequestDecoder(symbols: nil)
  private let arena = Arena(bytesMax: 1 << 20)
  private(set) var begun = 0
  private(set) var timeouts: [UInt64?] = []
  private(set) var refusals: [String] = []
  var mayWait = false

  func wait(with patience: Patience) {}

  func refuse(_ reason: String, timeoutNanoseconds: UInt64?) -> CheckOutcome {
    refusals.append(reason)
    return .denied(DecisionID(high: 1, low: 2))
  }

  func begin() -> (decoder: CheckRequestDecoder, arena: Arena) {
    begun += 1
    arena.reset()
    return (decoder, arena)
  }

  func decide(_ request: CheckRequest, timeoutNanoseconds: UInt64?) -> CheckOutcome {
    timeouts.append(timeoutNanoseconds)
    let isOpen = request.attributes["request"]["http"]["path"].string == "/open"
    let id = DecisionID(high: 1, low: 2)
    return request.refusal == nil && isOpen ? .allowed(id) : .denied(id)
  }
}

/// Has room for one call, and never answers it.
private final class OneSeat: WaitingRoom {
  private(set) var messages: [[UInt8]] = []
  private var call: UnaryCall?

  func reserve(byteCount: Int) -> Bool { messages.isEmpty }

  func take(_ message: RawSpan, _ call: consuming UnaryCall) {
    messages.append(message.withUnsafeBytes { Array($0) })
    self.call = consume call
  }
}

@Suite struct CheckServiceTests {
  private let decider = PathDecider()

  /// Sends calls to the service through a session, and answers with everything that the server wrote.
  private func output(_ messages: [[UInt8]], waitingRoom: OneSeat? = nil) throws -> [UInt8] {
    let service = CheckService(decider: decider, echoesAttributes: false, waitingRoom: waitingRoom)
    let session = try ServerSession(limits: SessionLimits(), handler: service, pool: StreamPool())
    var input = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
    for (index, message) in messages.enumerated() {
      let stream = UInt8(index * 2 + 1)
      var block: [UInt8] = []
      for (name, value) in [
        (":method", "POST"), (":scheme", "http"), (":path", service.paths[0]), (":authority", "a"),
        ("content-type", "application/grpc"), ("grpc-timeout", "5m"),
      ] { block += [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8) }
      input += [0, 0, UInt8(block.count), 1, 4, 0, 0, 0, stream] + block
      let data = [0, 0, 0, UInt8(message.count >> 8), UInt8(message.count & 255)] + message
      input += [0, UInt8(data.count >> 8), UInt8(data.count & 255), 0, 1, 0, 0, 0, stream] + data
    }
    try session.receive(input.span.bytes)
    var output: [UInt8] = []
    try session.drainOutput(bytesMax: .max) { span in span.withUnsafeBytes { output += $0 } }
    return output
  }

  /// The responses in the DATA frames of `bytes`.
  private func responses(_ bytes: [UInt8]) -> [DecodedResponse?] {
    var found: [DecodedResponse?] = []
    var rest = bytes[...]
    while rest.count >= 9 {
      let frame = Array(rest.prefix(9))
      let length = Int(frame[0]) << 16 | Int(frame[1]) << 8 | Int(frame[2])
      let payload = Array(rest.dropFirst(9).prefix(length))
      if frame[3] == 0 { found.append(payload.dropFirst(5).withUnsafeBytes { DecodedResponse($0) }) }
      rest = rest.dropFirst(9 + length)
    }
    return found
  }

  @Test func `answers each Check by its own decision`() throws {
    let paths = ["/open", "/closed", "/open\u{0}", "/open"]
    let answers = responses(try output(paths.map { Wire.http(Wire.field(4, $0)) } + [[]]))
    #expect(answers.map { $0?.code } == [0, 7, 7, 0, 7])
    #expect(answers.allSatisfy { $0?.kind == ($0?.code == 0 ? .ok : .denied) })
    #expect(decider.begun == 5 && decider.timeouts == Array(repeating: 5_000_000, count: 5))
  }

  @Test func `sends decisions that may wait away, and denies those for which there is no room`() throws {
    let room = OneSeat()
    decider.mayWait = true
    let message = Wire.http(Wire.field(4, "/open"))
    let answers = responses(try output([message, message], waitingRoom: room))
    #expect(room.messages == [message] && answers.map { $0?.code } == [7])
    #expect(decider.refusals == ["too many decisions wait already"] && decider.timeouts.isEmpty)
    decider.mayWait = false
    #expect(responses(try output([message], waitingRoom: room)).map { $0?.code } == [0])
  }

  @Test func `answers on another thread as it does on the loop`() throws {
    let service = CheckService(decider: decider, echoesAttributes: false)
    let open = service.answer(Wire.http(Wire.field(4, "/open")), timeoutNanoseconds: 5, Patience())
    guard case .message(let bytes) = open else { return #expect(Bool(false), "\(open)") }
    #expect(bytes.withUnsafeBytes { DecodedResponse($0) }?.code == 0 && decider.timeouts == [5])
    let bad = service.answer([0x0A, 0xFF], timeoutNanoseconds: nil, Patience())
    guard case .failure(.invalidArgument, _) = bad else { return #expect(Bool(false), "\(bad)") }
    guard case .message(let denied) = service.refusal("no", timeoutNanoseconds: nil) else {
      return #expect(Bool(false))
    }
    #expect(denied.withUnsafeBytes { DecodedResponse($0) }?.code == 7 && decider.refusals == ["no"])
  }

  @Test func `answers what is no CheckRequest by a gRPC status, never by a response`() throws {
    let bytes = try output([[0x0A, 0xFF], Wire.http(Wire.field(4, [0xFF]))])
    #expect(responses(bytes).isEmpty && decider.timeouts.isEmpty && decider.begun == 2)
  }
}
