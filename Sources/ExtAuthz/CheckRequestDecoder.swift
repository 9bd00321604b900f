// Unsafe: reads the messages that protobuf-c decodes; no pointer outlives the call.
internal import CEnvoyAuth
internal import CProtobufC
package import Rego

/// Turns the bytes of a CheckRequest into the input of a mapper.
///
/// It belongs to one policy snapshot and one event loop. The names in the values it makes are its own: it must live
/// as long as they are used.
package final class CheckRequestDecoder {
  private let keys: AttributeKeys

  /// - Parameter symbols: the strings of the policy snapshot that will read the values.
  package init(symbols: SymbolTable?) { keys = AttributeKeys(symbols: symbols) }

  /// Decodes one message. Everything it makes lies in `arena`, whose bound is the bound of the decoding.
  package func decode(_ message: RawSpan, into arena: Arena) throws(DecodeError) -> CheckRequest {
    var allocator = DecodeMemory.allocator(over: arena)
    let unpacked = message.withUnsafeBytes { bytes in
      envoy_auth__check_request__unpack(
        &allocator, bytes.count, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    guard let unpacked else { throw arena.isExhausted ? .tooLarge : .malformed }
    guard let attributes = unpacked.pointee.attributes else { return CheckRequest(attributes: .null, refusal: nil) }
    var reader = AttributeReader(arena, keys)
    let value = try reader.read(attributes)
    if arena.isExhausted { throw .tooLarge }
    return CheckRequest(attributes: value, refusal: reader.refusal)
  }
}
