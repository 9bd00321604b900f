// Unsafe: reads the bytes of a body in place.

internal import Rego

/// Forms as PORCs: the original makes a flat object of strings of them, and decides about that.
enum FormBody {
  /// The fields of a body and of the query, each name once: the first value counts, the body before the query.
  static func readURLEncoded(
    _ bytes: UnsafeBufferPointer<UInt8>, query: String, into arena: Arena
  ) throws(BodyProblem) -> Value {
    var fields = Fields(arena)
    for pair in FormText.pairs(bytes) { try fields.add(pair.get()) }
    for pair in FormText.pairs(query.utf8) { try fields.add(pair.get()) }
    return fields.finish()
  }

  /// The same of `multipart/form-data`; files are left out.
  static func readMultipart(
    _ bytes: UnsafeBufferPointer<UInt8>, contentType: String, query: String, into arena: Arena
  ) throws(BodyProblem) -> Value {
    guard let boundary = MediaType.parameter("boundary", of: contentType), !boundary.isEmpty else {
      throw .malformed("no multipart boundary param in Content-Type")
    }
    var fields = Fields(arena)
    try MultipartText.eachField(bytes, boundary: Array(boundary.utf8)) { (pair) throws(BodyProblem) in
      try fields.add(pair)
    }
    for pair in FormText.pairs(query.utf8) { try fields.add(pair.get()) }
    return fields.finish()
  }

  private struct Fields {
    private let arena: Arena
    private var builder: ObjectBuilder

    init(_ arena: Arena) {
      self.arena = arena
      builder = ObjectBuilder(arena)
    }

    mutating func add(_ pair: FormText.Pair) throws(BodyProblem) {
      let name = try string(pair.name)
      guard builder.get(name).isUndefined else { return }
      builder.set(name, try string(pair.value))
    }

    private func string(_ bytes: [UInt8]) throws(BodyProblem) -> Value {
      let value = bytes.withUnsafeBufferPointer { UTF8Check.isValid($0) ? arena.string($0) : .undefined }
      if value.isUndefined { throw .malformed("invalid UTF-8 in a form field") }
      return value
    }

    consuming func finish() -> Value { builder.finish() }
  }
}
