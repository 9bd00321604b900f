// Unsafe: drives nghttp2's header decoder.
import CNghttp2
import HTTP2

/// A frame as the server wrote it.
struct Frame {
  var type: UInt8
  var flags: UInt8
  var stream: UInt32
  var payload: [UInt8]
}

/// What came back on one stream.
struct Answer: Equatable {
  var headers: [String: String] = [:]
  var trailers: [String: String] = [:]
  var body: [UInt8] = []
  var isEnded = false
  var resetCode: UInt32?

  /// The gRPC status, from the trailers or from headers that are the whole answer.
  var status: String? { trailers["grpc-status"] ?? headers["grpc-status"] }
  var message: String? { headers["grpc-message"] }
}

/// A client in memory: writes frames by hand, so that it can write wrong ones, and reads the server's.
final class WireClient {
  let session: ServerSession
  private(set) var frames: [Frame] = []
  private(set) var answers: [UInt32: Answer] = [:]
  private(set) var goAways: [(last: UInt32, code: UInt32)] = []
  private var output: [UInt8] = []
  private var inflater: OpaquePointer?

  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  init(_ handler: any CallHandler, limits: SessionLimits = SessionLimits(), greeting: Bool = true) throws {
    session = try ServerSession(limits: limits, handler: handler, pool: StreamPool())
    nghttp2_hd_inflate_new(&inflater)
    if greeting { try send(Self.preface + Self.frame(4)) }
  }

  deinit { nghttp2_hd_inflate_del(inflater) }

  /// Sends bytes, in pieces of `piece`, and reads what the server answers.
  func send(_ bytes: [UInt8], piece: Int = .max) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = Array(rest.prefix(piece))
      rest = rest.dropFirst(piece)
      defer { read() }
      try session.receive(chunk.span.bytes)
    }
  }

  func read() {
    try? session.drainOutput(bytesMax: .max) { span in span.withUnsafeBytes { output += $0 } }
    while output.count >= 9 {
      let length = Int(output[0]) << 16 | Int(output[1]) << 8 | Int(output[2])
      guard output.count >= 9 + length else { return }
      let frame = Frame(
        type: output[3], flags: output[4], stream: Self.number(output[5..<9]), payload: Array(output[9..<9 + length]))
      output.removeFirst(9 + length)
      take(frame)
    }
  }

  private func take(_ frame: Frame) {
    frames.append(frame)
    let ends = frame.flags & 1 != 0
    switch frame.type {
    case 0: answers[frame.stream, default: Answer()].body += frame.payload
    case 1:
      let fields = inflate(frame.payload)
      if answers[frame.stream] == nil {
        answers[frame.stream] = Answer(headers: fields)
      } else {
        answers[frame.stream]?.trailers = fields
      }
    case 3: answers[frame.stream, default: Answer()].resetCode = Self.number(frame.payload[0..<4])
    case 7: goAways.append((Self.number(frame.payload[0..<4]), Self.number(frame.payload[4..<8])))
    default: break
    }
    if frame.type < 2, ends { answers[frame.stream]?.isEnded = true }
  }

  private func inflate(_ block: [UInt8]) -> [String: String] {
    var fields: [String: String] = [:]
    var rest = block[...]
    while true {
      var field = nghttp2_nv()
      var flags: Int32 = 0
      let used = Array(rest).withUnsafeBufferPointer {
        nghttp2_hd_inflate_hd2(inflater, &field, &flags, $0.baseAddress, $0.count, 1)
      }
      guard used >= 0 else { return fields }
      rest = rest.dropFirst(used)
      if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
        let name = String(decoding: UnsafeBufferPointer(start: field.name, count: field.namelen), as: UTF8.self)
        fields[name] = String(decoding: UnsafeBufferPointer(start: field.value, count: field.valuelen), as: UTF8.self)
      }
      if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 {
        nghttp2_hd_inflate_end_headers(inflater)
        return fields
      }
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) } & 0xFFFF_FFFF
  }
}

/// Frames of a client.
extension WireClient {
  static let checkPath = "/envoy.service.auth.v3.Authorization/Check"

  static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
    let length = payload.count
    let head = [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags]
    return head + bytes(stream) + payload
  }

  static func bytes(_ number: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(number >> $0 & 255) } }

  /// A header block of literals that are not indexed.
  static func block(_ fields: [(String, String)]) -> [UInt8] {
    fields.flatMap { [0x00] + literal($0.0) + literal($0.1) }
  }

  private static func literal(_ text: String) -> [UInt8] {
    let count = text.utf8.count
    if count < 127 { return [UInt8(count)] + Array(text.utf8) }
    var bytes: [UInt8] = [127]
    var rest = count - 127
    while rest >= 128 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    return bytes + [UInt8(rest)] + Array(text.utf8)
  }

  static func fields(
    path: String = checkPath, method: String = "POST", type: String? = "application/grpc",
    _ more: [(String, String)] = []
  ) -> [(String, String)] {
    [(":method", method), (":scheme", "http"), (":path", path), (":authority", "pdp")]
      + (type.map { [("content-type", $0)] } ?? []) + [("te", "trailers")] + more
  }

  static func headers(_ stream: UInt32, _ fields: [(String, String)], ends: Bool = false) -> [UInt8] {
    frame(1, flags: ends ? 5 : 4, stream: stream, block(fields))
  }

  /// A message behind its gRPC prefix.
  static func framed(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
    [flag] + bytes(UInt32(message.count)) + message
  }

  static func data(_ stream: UInt32, _ payload: [UInt8], ends: Bool = true) -> [UInt8] {
    var rest = payload[...]
    var out: [UInt8] = []
    repeat {
      let piece = rest.prefix(16384)
      rest = rest.dropFirst(16384)
      out += frame(0, flags: ends && rest.isEmpty ? 1 : 0, stream: stream, Array(piece))
    } while !rest.isEmpty
    return out
  }

  /// A whole call.
  static func call(_ stream: UInt32, _ message: [UInt8], _ more: [(String, String)] = []) -> [UInt8] {
    headers(stream, fields(more)) + data(stream, framed(message))
  }
}
