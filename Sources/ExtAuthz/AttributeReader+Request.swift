// Unsafe: reads the messages that protobuf-c decodes.
internal import CEnvoyAuth
internal import CProtobufC
internal import Rego

extension AttributeReader {
  mutating func request(_ message: UnsafePointer<EnvoyAuth__AttributeContext__Request>) throws(DecodeError) -> Value {
    let message = message.pointee
    var builder = ObjectBuilder(arena, capacity: 2)
    if let http = message.http { builder.append(keys.http, try self.http(http)) }
    if let time = message.time?.pointee {
      var instant = ObjectBuilder(arena, capacity: 2)
      append(keys.nanos, Int64(time.nanos), to: &instant)
      append(keys.seconds, time.seconds, to: &instant)
      builder.append(keys.time, instant.finish())
    }
    return builder.finish()
  }

  private mutating func http(_ message: UnsafePointer<EnvoyAuth__AttributeContext__HttpRequest>) throws(DecodeError)
    -> Value
  {
    let message = message.pointee
    var builder = ObjectBuilder(arena, capacity: 13)
    try append(keys.body, message.body, to: &builder)
    try append(keys.fragment, message.fragment, .fragment, to: &builder)
    if let map = message.header_map { builder.append(keys.headerMap, try headerMap(map)) }
    if message.n_headers > 0 { builder.append(keys.headers, try headers(message)) }
    try append(keys.host, message.host, .host, to: &builder)
    try append(keys.id, message.id, .id, to: &builder)
    try append(keys.method, message.method, .method, to: &builder)
    try append(keys.path, message.path, .path, to: &builder)
    if let found = RequestScreen.escapeRefusal(message.path.bytes) { refuse(found) }
    try append(keys.protocol, message.protocol, .protocol, to: &builder)
    try append(keys.query, message.query, .query, to: &builder)
    try appendBase64(keys.rawBody, message.raw_body, to: &builder)
    try append(keys.scheme, message.scheme, .scheme, to: &builder)
    append(keys.size, message.size, to: &builder)
    return builder.finish()
  }

  private mutating func headers(_ message: EnvoyAuth__AttributeContext__HttpRequest) throws(DecodeError) -> Value {
    var builder = ObjectBuilder(arena, capacity: message.n_headers)
    for index in 0..<message.n_headers {
      guard let entry = message.headers?[index]?.pointee else { continue }
      builder.set(
        try screened(entry.key, .controlCharacters, .headerName), try screened(entry.value, .fieldEnds, .headerValue))
    }
    return builder.finish()
  }

  /// Headers in their order and with repeats.
  private mutating func headerMap(_ message: UnsafePointer<EnvoyAuth__HeaderMap>) throws(DecodeError) -> Value {
    let message = message.pointee
    var builder = ObjectBuilder(arena, capacity: 1)
    guard message.n_headers > 0 else { return builder.finish() }
    var list = ArrayBuilder(arena, capacity: message.n_headers)
    for index in 0..<message.n_headers {
      guard let entry = message.headers[index]?.pointee else { continue }
      var header = ObjectBuilder(arena, capacity: 3)
      if entry.key.len > 0 { header.append(keys.key, try screened(entry.key, .controlCharacters, .headerName)) }
      if RequestScreen.contains(.fieldEnds, entry.raw_value.bytes) { refuse(.controlCharacter(.headerValue)) }
      try appendBase64(keys.rawValue, entry.raw_value, to: &header)
      if entry.value.len > 0 { header.append(keys.value, try screened(entry.value, .fieldEnds, .headerValue)) }
      list.append(header.finish())
    }
    builder.append(keys.headers, list.finish())
    return builder.finish()
  }

  /// A part of the request line, which has no place for control characters.
  private mutating func append(
    _ key: Value, _ data: ProtobufCBinaryData, _ part: RequestRefusal.Part, to builder: inout ObjectBuilder
  ) throws(DecodeError) {
    if data.len > 0 { builder.append(key, try screened(data, .controlCharacters, part)) }
  }

  /// A string of the request; what it may not contain refuses the request.
  private mutating func screened(
    _ data: ProtobufCBinaryData, _ forbidden: RequestScreen.Forbidden, _ part: RequestRefusal.Part
  ) throws(DecodeError) -> Value {
    let findings = RequestScreen.scan(data.bytes)
    if findings.hasControl, RequestScreen.contains(forbidden, data.bytes) { refuse(.controlCharacter(part)) }
    return try text(data, findings)
  }
}
