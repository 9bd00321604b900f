// Unsafe: owns an nghttp2 session, which holds this object as user data. It is kept alive by whoever calls it, and
// pointers that nghttp2 hands out are used before the next call into it.
internal import CNghttp2

/// The client's side of one HTTP/2 connection that carries one unary gRPC call: bytes in, an outcome, bytes out. It
/// knows no socket and no clock.
package final class UnaryClient {
  /// How the call ended.
  package enum Outcome: Sendable, Equatable {
    case message([UInt8])
    /// A gRPC status other than OK.
    case status(Int)
    /// An HTTP status other than 200, or an answer that is no gRPC.
    case notGRPC
    /// The connection or the stream ended without an answer.
    case ended
  }

  /// An answer that is longer counts as none.
  package static let messageBytesMax = 64 << 10

  private var handle: OpaquePointer?
  private var request: [UInt8]
  private var requestSent = 0
  private var stream: Int32 = 0
  private var framing = MessageFraming()
  private var httpStatus: Int?
  private var grpcStatus: Int?
  private var isGRPC = false
  private var isRefused = false
  private var hasReceived = false

  /// Nil while the answer is awaited.
  package private(set) var outcome: Outcome?

  /// - Parameters:
  ///   - path: `/package.Service/Method`.
  ///   - authority: the host that is called.
  package init(
    path: String, authority: String, message: [UInt8], timeoutMilliseconds: UInt32
  ) throws(SessionError) {
    request = [0] + withUnsafeBytes(of: UInt32(clamping: message.count).bigEndian) { Array($0) } + message
    let user = Unmanaged.passUnretained(self).toOpaque()
    guard nghttp2_session_client_new(&handle, ClientCallbacks.table, user) == 0, handle != nil else {
      throw SessionError(code: .outOfMemory, message: "out of memory")
    }
    nghttp2_submit_settings(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil, 0)
    var source = nghttp2_data_provider(
      source: nghttp2_data_source(ptr: user), read_callback: ClientCallbacks.readRequest)
    stream = Self.submit(
      handle,
      [
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", authority),
        ("content-type", "application/grpc"), ("te", "trailers"),
        // At most eight digits.
        ("grpc-timeout", "\(min(timeoutMilliseconds, 99_999_999))m"),
      ], &source)
    if stream < 0 { throw SessionError(code: .outOfMemory, message: String(cString: nghttp2_strerror(stream))) }
  }

  deinit { nghttp2_session_del(handle) }

  private static func submit(
    _ handle: OpaquePointer?, _ fields: [(String, String)], _ source: inout nghttp2_data_provider
  ) -> Int32 {
    // One block of text that lives through the call; nghttp2 copies it.
    var text = fields.flatMap { Array($0.0.utf8) + Array($0.1.utf8) }
    return text.withUnsafeMutableBufferPointer { text in
      var start = text.baseAddress
      let block = fields.map { name, value in
        let (nameCount, valueCount) = (name.utf8.count, value.utf8.count)
        defer { start = start.map { $0 + nameCount + valueCount } }
        return nghttp2_nv(
          name: start, value: start.map { $0 + nameCount }, namelen: nameCount, valuelen: valueCount,
          flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
      }
      return nghttp2_submit_request(handle, nil, block, block.count, &source, nil)
    }
  }

  /// Takes bytes of the server. After an error the connection is of no use.
  package func receive(_ bytes: RawSpan) throws(SessionError) {
    let code = bytes.withUnsafeBytes { bytes -> Int in
      if !hasReceived, bytes.starts(with: "HTTP/".utf8) { return Int(NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue) }
      hasReceived = hasReceived || !bytes.isEmpty
      return nghttp2_session_mem_recv(handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
    if code == Int(NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue) {
      throw SessionError(code: .notHTTP2, message: "it speaks HTTP/1")
    }
    if code < 0 {
      let text = String(cString: nghttp2_strerror(Int32(truncatingIfNeeded: code))).lowercased()
      throw SessionError(code: .protocolViolation, message: text)
    }
    if nghttp2_session_want_read(handle) == 0, nghttp2_session_want_write(handle) == 0 { finish(.ended) }
  }

  /// Hands everything that is to be sent to `append`.
  package func drainOutput(_ append: (RawSpan) -> Void) {
    var data: UnsafePointer<UInt8>?
    while case let count = nghttp2_session_mem_send(handle, &data), count > 0, let data {
      append(UnsafeRawBufferPointer(start: data, count: count).bytes)
    }
  }

  private func finish(_ result: Outcome) {
    if outcome == nil { outcome = result }
  }

  // MARK: - What nghttp2 tells

  fileprivate func headerArrived(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, stream: Int32) {
    guard stream == self.stream else { return }
    if GRPCHeaderFields.equals(name, ":status") {
      httpStatus = Self.number(value)
    } else if GRPCHeaderFields.equals(name, "grpc-status") {
      grpcStatus = Self.number(value)
    } else if GRPCHeaderFields.equals(name, "content-type") {
      isGRPC = GRPCHeaderFields.isGRPC(contentType: value)
    }
  }

  fileprivate func dataArrived(_ chunk: UnsafeRawBufferPointer, stream: Int32) {
    guard stream == self.stream, !isRefused else { return }
    isRefused = framing.append(chunk, messageBytesMax: Self.messageBytesMax) != nil
  }

  fileprivate func streamClosed(_ stream: Int32) {
    guard stream == self.stream else { return }
    switch (httpStatus, grpcStatus) {
    case (nil, _): finish(.ended)
    case (200, 0) where isGRPC && !isRefused && framing.incompleteness == nil: finish(.message(Array(framing.bytes)))
    case (200, let status?) where isGRPC && status != 0: finish(.status(status))
    case (200, nil) where isGRPC: finish(.ended)
    default: finish(.notGRPC)
    }
  }

  fileprivate func readRequest(into: UnsafeMutablePointer<UInt8>, room: Int) -> (count: Int, isEnd: Bool) {
    let rest = request[requestSent...].prefix(room)
    UnsafeMutableBufferPointer(start: into, count: room).update(fromContentsOf: rest)
    requestSent += rest.count
    return (rest.count, requestSent == request.count)
  }

  /// A number of up to three digits.
  private static func number(_ text: UnsafeRawBufferPointer) -> Int? {
    text.count <= 3 ? Int(String(decoding: text, as: UTF8.self)) : nil
  }
}

/// The callbacks of every client, made once.
private enum ClientCallbacks {
  nonisolated(unsafe) static let table = makeTable()

  static let readRequest: nghttp2_data_source_read_callback = { _, _, into, room, flags, source, _ in
    guard let client = client(at: source?.pointee.ptr), let into, let flags else {
      return ssize_t(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
    let (count, isEnd) = client.takeUnretainedValue().readRequest(into: into, room: room)
    if isEnd { flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
    return count
  }

  private static func makeTable() -> OpaquePointer? {
    var table: OpaquePointer?
    guard nghttp2_session_callbacks_new(&table) == 0 else { return nil }
    nghttp2_session_callbacks_set_on_header_callback(table) { _, frame, name, nameCount, value, valueCount, _, user in
      guard let frame, let client = client(at: user) else { return 0 }
      client.takeUnretainedValue().headerArrived(
        UnsafeRawBufferPointer(start: name, count: nameCount), UnsafeRawBufferPointer(start: value, count: valueCount),
        stream: frame.pointee.hd.stream_id)
      return 0
    }
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table) { _, _, id, data, count, user in
      client(at: user)?.takeUnretainedValue().dataArrived(UnsafeRawBufferPointer(start: data, count: count), stream: id)
      return 0
    }
    nghttp2_session_callbacks_set_on_stream_close_callback(table) { _, id, _, user in
      client(at: user)?.takeUnretainedValue().streamClosed(id)
      return 0
    }
    return table
  }
}

// At file level: a closure that becomes a C function may capture nothing.
private func client(at pointer: UnsafeMutableRawPointer?) -> Unmanaged<UnaryClient>? {
  pointer.map { Unmanaged.fromOpaque($0) }
}
