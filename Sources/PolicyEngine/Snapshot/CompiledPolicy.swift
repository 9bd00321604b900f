// Unsafe: bytes in a snapshot's arena.

import Rego

/// What a record says about a policy, ready to be copied.
struct PolicyEntry: BitwiseCopyable {
  let mrn: Value
  /// `{"fingerprint":"…","mrn":"…"}`, an empty MRN left out.
  let json: UnsafeBufferPointer<UInt8>

  /// Base64 of 32 bytes.
  var fingerprint: String { String(decoding: json[16..<60], as: UTF8.self) }

  init(mrn: String, fingerprint: String, in symbols: SymbolTable) {
    self.mrn = symbols.intern(mrn)
    let writer = ByteWriter()
    writer.write("{\"fingerprint\":\"")
    writer.write(fingerprint)
    writer.write("\"")
    if self.mrn.count > 0 {
      writer.write(",\"mrn\":")
      JSONWriter.writeString(self.mrn.utf8, to: writer, escaping: .html)
    }
    writer.write("}")
    let copy = symbols.arena.allocate(UInt8.self, count: writer.count)
    copy.update(from: writer.bytes.baseAddress!, count: writer.count)
    json = UnsafeBufferPointer(start: copy, count: writer.count)
  }
}

/// A mapper with its selectors.
struct CompiledMapper: Sendable {
  let domain: String
  let name: String
  let query: PreparedQuery
  /// What a trace of it shows; nil when it is not traced.
  let traceQuery: PreparedQuery?
  let selectors: SelectorIndex
  /// Why selectors cannot be used.
  let brokenSelectors: [String]
}
