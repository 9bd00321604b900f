// Unsafe: fills arrays and strings in place.

internal import Rego

/// Builds the documents that the reference makes of its certificates and keys by `encoding/json`.
struct DocumentWriter {
  let arena: Arena

  init(_ arena: Arena) { self.arena = arena }

  /// Refuses to write what comes of so many bytes of DER when the arena has no room for it. The smallest fields, a few
  /// bytes each, become objects of some hundred.
  func reserve(_ byteCount: Int) throws(BuiltinError) {
    let (bytes, isTooLarge) = byteCount.multipliedReportingOverflow(by: 48)
    guard !isTooLarge, arena.admits(bytes &+ 16_384) else { throw .limit("memory limit reached") }
  }

  func string(_ text: String) -> Value { arena.string(text) }

  func base64(_ bytes: some Collection<UInt8>) -> Value {
    Base64Text.encode(bytes).withUnsafeBufferPointer { arena.string($0) }
  }

  /// Bytes that may be missing.
  func base64(_ bytes: (some Collection<UInt8>)?) -> Value { bytes.map { base64($0) } ?? .null }

  /// Base64 as JSON Web Keys have it.
  func base64URL(_ bytes: some Collection<UInt8>) -> Value {
    Base64Text.encode(bytes, url: true).withUnsafeBufferPointer { arena.string($0) }
  }

  func number(_ magnitude: some Collection<UInt8>) -> Value { arena.number(DecimalMagnitude.text(magnitude)) }

  func array(_ values: [Value]) -> Value { arena.array(values) }

  /// Go has no empty slice where nothing was appended.
  func list(_ values: [Value]) -> Value { values.isEmpty ? .null : arena.array(values) }

  func strings(_ texts: [String]) -> Value { list(texts.map(string)) }

  func identifier(_ identifier: ASN1Identifier) -> Value { array(identifier.arcs.map { Value($0) }) }

  func object(_ members: [(StaticString, Value)]) -> Value {
    var object = ObjectBuilder(arena, capacity: members.count)
    for (key, value) in members { object.set(key, value) }
    return object.finish()
  }
}
