// Unsafe: owns an nghttp2 session. Pointers that nghttp2 hands out are used before the next call into it.
internal import CNghttp2

/// The server's side of one HTTP/2 connection: bytes in, unary gRPC calls to a handler, bytes out. It knows no
/// socket and no clock, and is used on one event loop.
package final class ServerSession {
  let limits: SessionLimits
  let handler: any CallHandler
  private let routes: Routes
  private let pool: StreamPool
  @exclusivity(unchecked) var handle: OpaquePointer?
  @exclusivity(unchecked) private var live: [Stream] = []
  @exclusivity(unchecked) private var bufferedBytes = 0
  /// Streams to end once their answers are written.
  @exclusivity(unchecked) private var dueResets: [(stream: Stream, generation: UInt64)] = []
  @exclusivity(unchecked) private var isReceiving = false
  @exclusivity(unchecked) private var failure: SessionError?

  /// Called when an answer that was given outside `receive` waits to be written.
  package var outputBecameReady: (() -> Void)?

  /// Streams that are open, answered or not.
  package var streamsInFlight: Int { live.count }

  /// Whether a call waits for its answer.
  package var hasCallsInHand: Bool { live.contains { $0.state == .handling } }

  /// Calls that were handed to the handler.
  @exclusivity(unchecked) package private(set) var callCount: UInt64 = 0

  /// - Parameter pool: shared by the sessions of one event loop.
  package init(limits: SessionLimits, handler: any CallHandler, pool: StreamPool) throws(SessionError) {
    self.limits = limits
    self.handler = handler
    self.routes = Routes(handler.paths)
    self.pool = pool
    let user = Unmanaged.passUnretained(self).toOpaque()
    let code = nghttp2_session_server_new2(&handle, SessionCallbacks.table, user, SessionCallbacks.options)
    guard code == 0, handle != nil else { throw SessionError(code: .outOfMemory, message: Self.text(of: code)) }
    try submitSettings()
  }

  deinit {
    for stream in live {
      abandon(stream)
      pool.give(stream)
    }
    nghttp2_session_del(handle)
  }

  /// Takes bytes of the peer; complete calls reach the handler before it returns. After an error the connection
  /// ends: write what is pending, then close.
  package func receive(_ bytes: RawSpan) throws(SessionError) {
    if let failure { throw failure }
    isReceiving = true
    let code = bytes.withUnsafeBytes {
      nghttp2_session_mem_recv(handle, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
    }
    isReceiving = false
    if code < 0 { throw fail(Int32(truncatingIfNeeded: code)) }
  }

  /// Hands pending output to `append`, frame by frame, until there is none or `append` has had `bytesMax` bytes.
  package func drainOutput(bytesMax: Int, _ append: (RawSpan) -> Void) throws(SessionError) {
    var sent = 0
    while sent < bytesMax {
      var data: UnsafePointer<UInt8>?
      let count = nghttp2_session_mem_send(handle, &data)
      if count < 0 { throw fail(Int32(truncatingIfNeeded: count)) }
      guard count > 0, let data else {
        if submitDueResets() { continue }
        return
      }
      append(UnsafeRawBufferPointer(start: data, count: count).bytes)
      sent += count
    }
  }

  /// Whether something waits to be written.
  package var hasOutput: Bool { nghttp2_session_want_write(handle) != 0 || !dueResets.isEmpty }

  /// Whether the connection has nothing more to say or to hear: close it.
  package var isFinished: Bool { nghttp2_session_want_read(handle) == 0 && !hasOutput }

  // MARK: - Graceful stop

  /// First stage: tells the peer that the connection will end, while everything it sends is still served.
  package func announceShutdown() { nghttp2_submit_shutdown_notice(handle) }

  /// Second stage, a round trip later: no streams after the last one seen. Those in flight are answered.
  package func finishShutdown() {
    let last = nghttp2_session_get_last_proc_stream_id(handle)
    nghttp2_submit_goaway(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, NGHTTP2_NO_ERROR.rawValue, nil, 0)
  }

  // MARK: - What the peer sends

  func streamOpened(_ id: Int32) -> Int32 {
    let stream = pool.take()
    stream.session = self
    stream.id = id
    stream.liveIndex = live.count
    let opaque = Unmanaged.passUnretained(stream).toOpaque()
    guard nghttp2_session_set_stream_user_data(handle, id, opaque) == 0 else {
      pool.give(stream)
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }
    live.append(stream)
    return 0
  }

  func headerArrived(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ stream: Stream) {
    stream.headerBytes += name.count + value.count + 32
    guard stream.headerBytes <= limits.headerBytesMax else {
      stream.refusal = .headersTooLarge
      return
    }
    switch name.count {
    case 5 where GRPCHeaderFields.equals(name, ":path"):
      stream.method = routes.index(of: value) ?? -1
    case 7 where GRPCHeaderFields.equals(name, ":method"):
      stream.isPost = GRPCHeaderFields.equals(value, "POST")
    case 12 where GRPCHeaderFields.equals(name, "content-type"):
      stream.isGRPC = GRPCHeaderFields.isGRPC(contentType: value)
    case 12 where GRPCHeaderFields.equals(name, "grpc-timeout"):
      stream.timeoutNanoseconds = GRPCHeaderFields.timeoutNanoseconds(value)
      if stream.timeoutNanoseconds == nil { stream.refuse(.badTimeout) }
    case 13 where GRPCHeaderFields.equals(name, "grpc-encoding"):
      if !GRPCHeaderFields.equals(value, "identity") { stream.refuse(.compressed) }
    default: break
    }
  }

  func dataArrived(_ chunk: UnsafeRawBufferPointer, _ stream: Stream) {
    guard stream.state == .receiving else { return }
    guard bufferedBytes + chunk.count <= limits.bufferedBytesMax else { return refuse(stream, .connectionFull) }
    let before = stream.framing.count
    let refusal = stream.framing.append(chunk, messageBytesMax: limits.messageBytesMax)
    bufferedBytes += stream.framing.count - before
    if let refusal { refuse(stream, refusal) }
  }

  func frameArrived(_ stream: Stream, opens: Bool, ends: Bool) {
    if ends { stream.isRemoteClosed = true }
    guard stream.state == .receiving else { return }
    if opens, let refusal = stream.headerRefusal { return refuse(stream, refusal) }
    guard ends else { return }
    if let refusal = stream.framing.incompleteness { return refuse(stream, refusal) }
    stream.state = .handling
    callCount &+= 1
    handler.handle(stream.framing.bytes.bytes, UnaryCall(stream: stream))
    releaseMessage(stream)
  }

  func streamClosed(_ stream: Stream) {
    if stream.state == .handling { abandon(stream) }
    releaseMessage(stream)
    let index = stream.liveIndex
    guard index < live.count, live[index] === stream, let last = live.popLast() else { return }
    if last !== stream {
      live[index] = last
      last.liveIndex = index
    }
    pool.give(stream)
  }

  /// Tells whoever works on the stream's call that nobody waits for it. From here on it counts as answered.
  private func abandon(_ stream: Stream) {
    guard stream.state == .handling else { return }
    stream.state = .answered
    stream.abandoned?()
  }

  // MARK: - What goes back

  func reply(_ stream: Stream, _ message: RawSpan) {
    stream.state = .answered
    stream.setReply(message)
    var source = nghttp2_data_provider(
      source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
      read_callback: SessionCallbacks.readReply)
    let headers = HeaderFields.response
    let code = nghttp2_submit_response(handle, stream.id, headers.baseAddress, headers.count, &source)
    submitted(stream, code)
  }

  func refuse(_ stream: Stream, _ refusal: Refusal) {
    stream.state = .answered
    releaseMessage(stream)
    var message = GRPCHeaderFields.percentEncoded(refusal.message)
    let code = message.withUnsafeMutableBufferPointer { text in
      let fields = HeaderFields.block(of: refusal, message: text)
      return nghttp2_submit_response(handle, stream.id, fields, fields.count, nil)
    }
    submitted(stream, code)
    // The answer is complete and the rest of the request is not wanted; a reset now would overtake the answer.
    if code == 0, !stream.isRemoteClosed { dueResets.append((stream, stream.generation)) }
  }

  private func submitted(_ stream: Stream, _ code: Int32) {
    if code != 0 { reset(stream, NGHTTP2_INTERNAL_ERROR) }
    if !isReceiving { outputBecameReady?() }
  }

  /// Ends the streams whose answers are written and whose peers still send; false when there were none.
  private func submitDueResets() -> Bool {
    guard !dueResets.isEmpty else { return false }
    for (stream, generation) in dueResets where stream.generation == generation {
      reset(stream, NGHTTP2_NO_ERROR)
    }
    dueResets.removeAll(keepingCapacity: true)
    return true
  }

  private func reset(_ stream: Stream, _ code: nghttp2_error_code) {
    nghttp2_submit_rst_stream(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code.rawValue)
  }

  private func releaseMessage(_ stream: Stream) {
    bufferedBytes -= stream.framing.count
    stream.framing.clear()
  }

  // MARK: - The connection

  /// What HTTP/2 gives a connection before any update; it cannot be made smaller.
  private static let initialWindowBytes = 65_535

  private func submitSettings() throws(SessionError) {
    func entry(_ id: nghttp2_settings_id, _ value: Int) -> nghttp2_settings_entry {
      nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: UInt32(clamping: value))
    }
    let window = Int32(clamping: max(limits.connectionWindowBytes, Self.initialWindowBytes))
    let entries = [
      entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.streamsMax),
      entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.headerBytesMax),
      entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, min(limits.streamWindowBytes, Int(window))),
      entry(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
    ]
    let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
    var code = nghttp2_submit_settings(handle, flags, entries, entries.count)
    if code == 0 { code = nghttp2_session_set_local_window_size(handle, flags, 0, window) }
    if code != 0 { throw SessionError(code: .outOfMemory, message: Self.text(of: code)) }
  }

  /// Turns an nghttp2 error into ours and queues the GOAWAY that tells the peer.
  private func fail(_ code: Int32) -> SessionError {
    let kind: SessionError.Code
    let reason: nghttp2_error_code
    switch nghttp2_error(rawValue: code) {
    case NGHTTP2_ERR_BAD_CLIENT_MAGIC: (kind, reason) = (.notHTTP2, NGHTTP2_PROTOCOL_ERROR)
    case NGHTTP2_ERR_FLOODED: (kind, reason) = (.flooded, NGHTTP2_ENHANCE_YOUR_CALM)
    case NGHTTP2_ERR_NOMEM: (kind, reason) = (.outOfMemory, NGHTTP2_INTERNAL_ERROR)
    default: (kind, reason) = (.protocolViolation, NGHTTP2_PROTOCOL_ERROR)
    }
    nghttp2_session_terminate_session(handle, reason.rawValue)
    let error = SessionError(code: kind, message: Self.text(of: code))
    failure = error
    return error
  }

  private static func text(of code: Int32) -> String {
    String(cString: nghttp2_strerror(code)).lowercased()
  }
}
