import HTTP2

/// Answers a call with its own message, or keeps it to be answered later.
final class EchoHandler: CallHandler {
  let paths = [WireClient.checkPath, "/other.Service/Call"]
  var keepsCalls = false
  private(set) var messages: [[UInt8]] = []
  private(set) var methods: [Int] = []
  private(set) var timeouts: [UInt64?] = []
  /// Calls that were kept and whose peers went away.
  private(set) var abandoned = 0
  private var kept: [KeptCall] = []

  func handle(_ message: RawSpan, _ call: consuming UnaryCall) {
    messages.append(message.withUnsafeBytes { Array($0) })
    methods.append(call.method)
    timeouts.append(call.timeoutNanoseconds)
    if keepsCalls {
      call.whenAbandoned { [unowned self] in abandoned += 1 }
      kept.append(KeptCall(call))
    } else {
      call.reply(message)
    }
  }

  func answerKept(_ bytes: [UInt8]) {
    for call in kept { call.reply(bytes) }
    kept = []
  }

  func failKept(_ status: GRPCStatus, _ message: String) {
    for call in kept { call.fail(status, message) }
    kept = []
  }

  func dropKept() { kept = [] }
}

/// A noncopyable call in an array.
private final class KeptCall {
  private var call: UnaryCall?

  init(_ call: consuming UnaryCall) { self.call = consume call }

  func reply(_ bytes: [UInt8]) { call.take()?.reply(bytes.span.bytes) }

  func fail(_ status: GRPCStatus, _ message: String) { call.take()?.fail(status, message) }
}
