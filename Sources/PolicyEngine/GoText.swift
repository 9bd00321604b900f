import Rego

/// Values as the reference's messages show them: strings bare, `[a b]`, `map[k:v]`, `<nil>`.
enum GoText {
  static func write(_ value: Value, to writer: ByteWriter) {
    switch value.tag {
    case .undefined, .null, .node: writer.write("<nil>")
    case .boolean: writer.write(value.isTrue ? "true" : "false")
    case .int: writer.write(value.int64)
    case .decimal, .string: writer.write(value.utf8)
    case .array: writeSequence(value.elements, to: writer)
    case .set: writeSequence(value.sortedMembers, to: writer)
    case .object:
      writer.write("map[")
      for (index, entry) in value.sortedEntries.enumerated() {
        if index > 0 { writer.write(" ") }
        write(entry.key, to: writer)
        writer.write(":")
        write(entry.value, to: writer)
      }
      writer.write("]")
    }
  }

  private static func writeSequence(_ values: UnsafeBufferPointer<Value>, to writer: ByteWriter) {
    writer.write("[")
    for (index, value) in values.enumerated() {
      if index > 0 { writer.write(" ") }
      write(value, to: writer)
    }
    writer.write("]")
  }

  /// `prefix` and the value, as a string of `arena`; long values are cut.
  static func message(_ prefix: StaticString, _ value: Value, in arena: Arena) -> Value {
    let writer = ByteWriter()
    writer.write(prefix)
    write(value, to: writer)
    return arena.string(String(writer.string.prefix(messageCharactersMax)))
  }

  static let messageCharactersMax = 1_000
}
