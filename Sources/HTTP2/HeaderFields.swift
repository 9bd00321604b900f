// Unsafe: header fields that point at immortal text, which nghttp2 is told not to copy.
internal import CNghttp2

/// The header blocks of the common answer, laid out once for the whole process. nghttp2 keeps the pointers until the
/// frames are sent, so everything they reach must live for ever: the texts are literals, the arrays are never freed.
enum HeaderFields {
  nonisolated(unsafe) static let response = immortal([
    field(":status", "200"), field("content-type", "application/grpc"),
  ])
  nonisolated(unsafe) static let okTrailers = immortal([field("grpc-status", "0")])

  static func field(_ name: StaticString, _ value: StaticString) -> nghttp2_nv {
    nghttp2_nv(
      name: UnsafeMutablePointer(mutating: name.utf8Start), value: UnsafeMutablePointer(mutating: value.utf8Start),
      namelen: name.utf8CodeUnitCount, valuelen: value.utf8CodeUnitCount,
      flags: UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue))
  }

  /// A field whose value nghttp2 copies when the block is submitted, and does not index: it will hardly come again.
  static func field(_ name: StaticString, copying value: UnsafeMutableBufferPointer<UInt8>) -> nghttp2_nv {
    nghttp2_nv(
      name: UnsafeMutablePointer(mutating: name.utf8Start), value: value.baseAddress,
      namelen: name.utf8CodeUnitCount, valuelen: value.count,
      flags: UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_INDEX.rawValue))
  }

  /// The block of an answer without a message. `message` must live as long as the block is used.
  static func block(of refusal: Refusal, message: UnsafeMutableBufferPointer<UInt8>) -> [nghttp2_nv] {
    var fields: [nghttp2_nv]
    switch refusal.transport {
    case .grpc: fields = [field(":status", "200")]
    case .methodNotAllowed: fields = [field(":status", "405"), field("allow", "POST")]
    case .unsupportedMediaType: fields = [field(":status", "415")]
    }
    fields.append(field("content-type", "application/grpc"))
    fields.append(field("grpc-status", refusal.status.text))
    if message.count > 0 { fields.append(field("grpc-message", copying: message)) }
    if refusal.offersEncodings { fields.append(field("grpc-accept-encoding", "identity")) }
    return fields
  }

  private static func immortal(_ fields: [nghttp2_nv]) -> UnsafeMutableBufferPointer<nghttp2_nv> {
    let buffer = UnsafeMutableBufferPointer<nghttp2_nv>.allocate(capacity: fields.count)
    _ = buffer.initialize(from: fields)
    return buffer
  }
}
