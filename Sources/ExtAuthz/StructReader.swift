internal import Rego

/// Reads google.protobuf.Struct straight into values, in the shape of its JSON mapping. It recurses, so it stops at a
/// bound: the message is refused, and what lies deeper reads as null.
struct StructReader {
  private let arena: Arena
  private(set) var refusal: RequestRefusal?

  init(_ arena: Arena) { self.arena = arena }

  mutating func readStruct(_ bytes: UnsafeBufferPointer<UInt8>) throws(DecodeError) -> Value {
    try readFields(bytes, depth: 1)
  }

  private mutating func readFields(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) throws(DecodeError) -> Value {
    guard enters(depth) else { return .null }
    var builder = ObjectBuilder(arena)
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      guard field.number == 1, case .bytes(let entry) = field.payload else { continue }
      var key = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      var value = Value.null
      var entryReader = WireReader(entry)
      while let part = try entryReader.next() {
        guard case .bytes(let payload) = part.payload else { continue }
        if part.number == 1 { key = payload }
        if part.number == 2 { value = try readValue(payload, depth: depth) }
      }
      builder.set(try string(key), value)
    }
    return builder.finish()
  }

  private mutating func readList(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) throws(DecodeError) -> Value {
    guard enters(depth) else { return .null }
    var builder = ArrayBuilder(arena)
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      guard field.number == 1, case .bytes(let payload) = field.payload else { continue }
      builder.append(try readValue(payload, depth: depth))
    }
    return builder.finish()
  }

  /// A google.protobuf.Value; one without a kind reads as null. Of several kinds the last one counts.
  private mutating func readValue(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int) throws(DecodeError) -> Value {
    var value = Value.null
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      switch (field.number, field.payload) {
      case (1, .varint): value = .null
      case (2, .fixed64(let bits)): value = number(Double(bitPattern: bits))
      case (3, .bytes(let text)): value = try string(text)
      case (4, .varint(let flag)): value = Value(flag != 0)
      case (5, .bytes(let fields)): value = try readFields(fields, depth: depth + 1)
      case (6, .bytes(let list)): value = try readList(list, depth: depth + 1)
      default: break
      }
    }
    return value
  }

  private mutating func enters(_ depth: Int) -> Bool {
    if depth <= RequestRefusal.metadataDepthMax { return true }
    if refusal == nil { refusal = .metadataTooDeep }
    return false
  }

  private mutating func number(_ double: Double) -> Value {
    if let value = DoubleText.value(double, in: arena) { return value }
    if refusal == nil { refusal = .metadataNotFinite }
    return .null
  }

  private func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(DecodeError) -> Value {
    guard UTF8Check.isValid(bytes) else { throw .malformed }
    return arena.string(bytes)
  }
}
