// Unsafe: reads the messages that protobuf-c decodes, and makes values of the strings in them where they lie.
internal import CEnvoyAuth
internal import CProtobufC
internal import Rego

/// Makes values of decoded attributes in the shape that the original's encoding gives them: the field names of the
/// upstream messages, nothing for fields that are zero or not set, and for a oneof an object named like the Go type.
/// Members are put in order, so that no object needs sorting for the record.
struct AttributeReader {
  let arena: Arena
  let keys: AttributeKeys
  private(set) var refusal: RequestRefusal?

  init(_ arena: Arena, _ keys: AttributeKeys) {
    self.arena = arena
    self.keys = keys
  }

  mutating func read(_ message: UnsafePointer<EnvoyAuth__AttributeContext>) throws(DecodeError) -> Value {
    let message = message.pointee
    var builder = ObjectBuilder(arena, capacity: 7)
    if message.n_context_extensions > 0 {
      builder.append(
        keys.contextExtensions, try strings(message.context_extensions, message.n_context_extensions))
    }
    if let destination = message.destination { builder.append(keys.destination, try peer(destination)) }
    if let metadata = message.metadata_context { builder.append(keys.metadataContext, try self.metadata(metadata)) }
    if let request = message.request { builder.append(keys.request, try self.request(request)) }
    if let metadata = message.route_metadata_context {
      builder.append(keys.routeMetadataContext, try self.metadata(metadata))
    }
    if let source = message.source { builder.append(keys.source, try peer(source)) }
    if let session = message.tls_session {
      var tls = ObjectBuilder(arena, capacity: 1)
      try append(keys.sni, session.pointee.sni, to: &tls)
      builder.append(keys.tlsSession, tls.finish())
    }
    return builder.finish()
  }

  private func peer(_ message: UnsafePointer<EnvoyAuth__AttributeContext__Peer>) throws(DecodeError) -> Value {
    let message = message.pointee
    var builder = ObjectBuilder(arena, capacity: 5)
    if let address = message.address { builder.append(keys.address, try self.address(address)) }
    try append(keys.certificate, message.certificate, to: &builder)
    if message.n_labels > 0 { builder.append(keys.labels, try strings(message.labels, message.n_labels)) }
    try append(keys.principal, message.principal, to: &builder)
    try append(keys.service, message.service, to: &builder)
    return builder.finish()
  }

  private mutating func metadata(_ message: UnsafePointer<EnvoyAuth__Metadata>) throws(DecodeError) -> Value {
    let message = message.pointee
    var builder = ObjectBuilder(arena, capacity: 2)
    if message.n_filter_metadata > 0 {
      var filters = ObjectBuilder(arena, capacity: message.n_filter_metadata)
      for index in 0..<message.n_filter_metadata {
        guard let entry = message.filter_metadata[index]?.pointee else { continue }
        var reader = StructReader(arena)
        filters.set(try text(entry.key), try reader.readStruct(entry.value.bytes))
        if let found = reader.refusal { refuse(found) }
      }
      builder.append(keys.filterMetadata, filters.finish())
    }
    if message.n_typed_filter_metadata > 0 {
      var filters = ObjectBuilder(arena, capacity: message.n_typed_filter_metadata)
      for index in 0..<message.n_typed_filter_metadata {
        guard let entry = message.typed_filter_metadata[index]?.pointee else { continue }
        var any = ObjectBuilder(arena, capacity: 2)
        if let value = entry.value?.pointee {
          try append(keys.typeURL, value.type_url, to: &any)
          try appendBase64(keys.value, value.value, to: &any)
        }
        filters.set(try text(entry.key), any.finish())
      }
      builder.append(keys.typedFilterMetadata, filters.finish())
    }
    return builder.finish()
  }

  // MARK: - Scalars

  mutating func refuse(_ reason: RequestRefusal) {
    if refusal == nil { refusal = reason }
  }

  /// The string that protobuf-c put at `data`, as a value in the same place.
  func text(_ data: ProtobufCBinaryData) throws(DecodeError) -> Value {
    try text(data, RequestScreen.scan(data.bytes))
  }

  /// A string that was scanned already.
  func text(_ data: ProtobufCBinaryData, _ findings: RequestScreen.Findings) throws(DecodeError) -> Value {
    let bytes = data.bytes
    if findings.hasNonASCII, !UTF8Check.isValid(bytes) { throw .malformed }
    guard let start = data.data, bytes.count > 0 else { return arena.string(bytes) }
    return arena.finishString(start, count: bytes.count)
  }

  func append(_ key: Value, _ data: ProtobufCBinaryData, to builder: inout ObjectBuilder) throws(DecodeError) {
    if data.len > 0 { builder.append(key, try text(data)) }
  }

  func append(_ key: Value, _ integer: Int64, to builder: inout ObjectBuilder) {
    if integer != 0 { builder.append(key, Value(integer)) }
  }

  func appendBase64(_ key: Value, _ data: ProtobufCBinaryData, to builder: inout ObjectBuilder) throws(DecodeError) {
    if data.len > 0 { builder.append(key, try Base64Text.value(data.bytes, in: arena)) }
  }

  /// A map of strings; of equal keys the last one counts.
  private func strings(
    _ entries: UnsafeMutablePointer<UnsafeMutablePointer<EnvoyAuth__StringEntry>?>?, _ count: Int
  ) throws(DecodeError) -> Value {
    var builder = ObjectBuilder(arena, capacity: count)
    for index in 0..<count {
      guard let entry = entries?[index]?.pointee else { continue }
      builder.set(try text(entry.key), try text(entry.value))
    }
    return builder.finish()
  }
}

extension ProtobufCBinaryData {
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: data, count: data == nil ? 0 : len) }
}
