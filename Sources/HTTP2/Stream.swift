/// One request stream: what has arrived of its call and what is still to be sent of the answer. Recycled, so that a
/// call costs no allocation.
///
/// Its fields go without exclusivity checks, which cost a tenth of a call's time: a stream is used on one event loop,
/// and nothing that runs while a field is changed reaches the stream again.
final class Stream {
  enum State {
    case receiving
    case handling
    case answered
  }

  /// Nil while the stream lies in the pool. A session clears it for all of its streams before it goes.
  @exclusivity(unchecked) unowned(unsafe) var session: ServerSession?
  @exclusivity(unchecked) var id: Int32 = 0
  /// Grows at every recycling: a call that is kept past its stream's end is told apart from the next user.
  @exclusivity(unchecked) var generation: UInt64 = 0
  /// Position in the session's list of live streams.
  @exclusivity(unchecked) var liveIndex = 0

  @exclusivity(unchecked) var state = State.receiving
  @exclusivity(unchecked) var method = -1
  @exclusivity(unchecked) var timeoutNanoseconds: UInt64?
  @exclusivity(unchecked) var headerBytes = 0
  @exclusivity(unchecked) var isGRPC = false
  @exclusivity(unchecked) var isPost = false
  /// The first reason, found while headers arrived, not to read the message.
  @exclusivity(unchecked) var refusal: Refusal?
  /// The peer has ended its side.
  @exclusivity(unchecked) var isRemoteClosed = false

  @exclusivity(unchecked) var framing = MessageFraming()
  @exclusivity(unchecked) var reply = ByteStore()
  @exclusivity(unchecked) var replySent = 0
  /// Called when the stream ends before its call was answered.
  @exclusivity(unchecked) var abandoned: (() -> Void)?

  /// Notes a reason not to read the message; the first one counts.
  func refuse(_ reason: Refusal) {
    if refusal == nil { refusal = reason }
  }

  /// Why the call ends with its header block. What is no gRPC call at all comes before what is wrong with one.
  var headerRefusal: Refusal? {
    if !isPost { return .notPost }
    if !isGRPC { return .notGRPC }
    if let refusal { return refusal }
    return method < 0 ? .unknownMethod : nil
  }

  /// Lays out the answer's message behind its five-byte prefix.
  func setReply(_ message: RawSpan) {
    reply.clear()
    reply.reserve(message.byteCount + MessageFraming.prefixBytes)
    let count = UInt32(clamping: message.byteCount).bigEndian
    withUnsafeBytes(of: (UInt8(0))) { reply.append($0) }
    withUnsafeBytes(of: count) { reply.append($0) }
    message.withUnsafeBytes { reply.append($0) }
  }

  func recycle() {
    session = nil
    generation &+= 1
    state = .receiving
    method = -1
    timeoutNanoseconds = nil
    headerBytes = 0
    isGRPC = false
    isPost = false
    refusal = nil
    isRemoteClosed = false
    framing.clear()
    reply.clear()
    replySent = 0
    abandoned = nil
  }
}

/// Streams at rest, shared by the sessions of one event loop.
package final class StreamPool {
  private var idle: [Stream] = []
  private static let idleMax = 2048

  package init() {}

  func take() -> Stream { idle.popLast() ?? Stream() }

  func give(_ stream: Stream) {
    stream.recycle()
    if idle.count < Self.idleMax { idle.append(stream) }
  }
}
