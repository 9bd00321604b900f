// Unsafe: reads values in place.

/// Writes values as JSON: compact, keys sorted, sets as arrays, object keys that are no strings as their JSON text.
public enum JSONWriter {
  /// Which characters beyond the necessary are escaped.
  public enum Escaping: Sendable {
    case plain
    /// `<`, `>`, `&`, U+2028 and U+2029 too, as Go's encoder does by default.
    case html
  }

  public static func string(_ value: Value, escaping: Escaping = .plain) -> String {
    let writer = ByteWriter()
    write(value, to: writer, escaping: escaping)
    return writer.string
  }

  /// Several lines, `indent` a level.
  public static func pretty(_ value: Value, indent: String = "  ", escaping: Escaping = .plain) -> String {
    let writer = ByteWriter()
    writePretty(value, to: writer, indent: indent, level: 0, escaping: escaping)
    return writer.string
  }

  package static func write(_ value: Value, to writer: ByteWriter, escaping: Escaping = .plain) {
    if writer.isFull { return }
    switch value.tag {
    case .undefined, .null, .node: writer.write("null")
    case .boolean: writer.write(value.bits == 1 ? "true" : "false")
    case .int: writer.write(value.int64)
    case .decimal: writer.write(value.utf8)
    case .string: writeString(value.utf8, to: writer, escaping: escaping)
    case .array: writeSequence(value.elements, to: writer, escaping: escaping)
    case .set: writeSequence(value.sortedMembers, to: writer, escaping: escaping)
    case .object:
      writer.write(UInt8(ascii: "{"))
      var first = true
      let entries = value.sortedEntries
      // Strings sort after null, booleans and numbers: when the first key is one, only the last may be none.
      if let outer = entries.first, let last = entries.last, outer.key.tag != .string || last.key.tag != .string {
        return writeByText(entries, to: writer, escaping: escaping)
      }
      for entry in entries {
        if !first { writer.write(UInt8(ascii: ",")) }
        first = false
        writeKey(entry.key, to: writer, escaping: escaping)
        writer.write(UInt8(ascii: ":"))
        write(entry.value, to: writer, escaping: escaping)
      }
      writer.write(UInt8(ascii: "}"))
    }
  }

  private static func writeSequence(
    _ values: UnsafeBufferPointer<Value>, to writer: ByteWriter, escaping: Escaping
  ) {
    writer.write(UInt8(ascii: "["))
    var first = true
    for value in values {
      if !first { writer.write(UInt8(ascii: ",")) }
      first = false
      write(value, to: writer, escaping: escaping)
    }
    writer.write(UInt8(ascii: "]"))
  }

  /// Pairs with keys that are no strings come in the order of their keys' texts.
  private static func writeByText(
    _ entries: UnsafeBufferPointer<Entry>, to writer: ByteWriter, escaping: Escaping
  ) {
    let inner = ByteWriter(capacity: 64)
    let named = entries.map { entry -> (name: [UInt8], value: Value) in
      if entry.key.tag == .string { return (Array(entry.key.utf8), entry.value) }
      inner.clear()
      write(entry.key, to: inner, escaping: escaping)
      return (inner.array, entry.value)
    }
    for (index, pair) in named.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }).enumerated() {
      if index > 0 { writer.write(UInt8(ascii: ",")) }
      pair.name.withUnsafeBufferPointer { writeString($0, to: writer, escaping: escaping) }
      writer.write(UInt8(ascii: ":"))
      write(pair.value, to: writer, escaping: escaping)
    }
    writer.write(UInt8(ascii: "}"))
  }

  private static func writeKey(_ key: Value, to writer: ByteWriter, escaping: Escaping) {
    if key.tag == .string {
      writeString(key.utf8, to: writer, escaping: escaping)
    } else {
      let inner = ByteWriter(capacity: 64)
      write(key, to: inner, escaping: escaping)
      writeString(inner.bytes, to: writer, escaping: escaping)
    }
  }

  package static func writePretty(
    _ value: Value, to writer: ByteWriter, indent: String, level: Int, escaping: Escaping
  ) {
    func line(_ level: Int) {
      writer.write(UInt8(ascii: "\n"))
      for _ in 0..<level { writer.write(indent) }
    }
    func sequence(_ values: UnsafeBufferPointer<Value>) {
      writer.write(UInt8(ascii: "["))
      for (index, element) in values.enumerated() {
        if index > 0 { writer.write(UInt8(ascii: ",")) }
        line(level + 1)
        writePretty(element, to: writer, indent: indent, level: level + 1, escaping: escaping)
      }
      line(level)
      writer.write(UInt8(ascii: "]"))
    }
    switch value.tag {
    case .array where value.count > 0: sequence(value.elements)
    case .set where value.count > 0: sequence(value.sortedMembers)
    case .object where value.count > 0:
      writer.write(UInt8(ascii: "{"))
      for (index, entry) in value.sortedEntries.enumerated() {
        if index > 0 { writer.write(UInt8(ascii: ",")) }
        line(level + 1)
        writeKey(entry.key, to: writer, escaping: escaping)
        writer.write(": ")
        writePretty(entry.value, to: writer, indent: indent, level: level + 1, escaping: escaping)
      }
      line(level)
      writer.write(UInt8(ascii: "}"))
    default: write(value, to: writer, escaping: escaping)
    }
  }

  /// Writes a JSON string with its quotes.
  package static func writeString(
    _ bytes: UnsafeBufferPointer<UInt8>, to writer: ByteWriter, escaping: Escaping = .plain
  ) {
    guard UTF8Check.isValid(bytes) else { return writeRepaired(bytes, to: writer, escaping: escaping) }
    writer.write(UInt8(ascii: "\""))
    var start = 0
    var index = 0
    func flush(_ end: Int) {
      if end > start { writer.write(UnsafeBufferPointer(rebasing: bytes[start..<end])) }
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        let special =
          escaping == .html
          && (byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
            || (byte == 0xE2 && index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8))
        if !special {
          index += 1
          continue
        }
      }
      flush(index)
      index += writeEscape(bytes, at: index, to: writer)
      start = index
    }
    flush(bytes.count)
    writer.write(UInt8(ascii: "\""))
  }

  /// Strings that were decoded from other encodings may hold bytes that are no UTF-8: each is written as U+FFFD.
  private static func writeRepaired(
    _ bytes: UnsafeBufferPointer<UInt8>, to writer: ByteWriter, escaping: Escaping
  ) {
    var repaired = String(decoding: bytes, as: UTF8.self)
    repaired.withUTF8 { writeString($0, to: writer, escaping: escaping) }
  }

  /// Returns how many bytes of the input it wrote.
  private static func writeEscape(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, to writer: ByteWriter) -> Int {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "\""): writer.write("\\\"")
    case UInt8(ascii: "\\"): writer.write("\\\\")
    case 0x08: writer.write("\\b")
    case 0x0C: writer.write("\\f")
    case 0x0A: writer.write("\\n")
    case 0x0D: writer.write("\\r")
    case 0x09: writer.write("\\t")
    case 0xE2:
      writer.write(bytes[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
      return 3
    default:
      let digits: StaticString = "0123456789abcdef"
      writer.write("\\u00")
      writer.write(digits.utf8Start[Int(byte >> 4)])
      writer.write(digits.utf8Start[Int(byte & 15)])
    }
    return 1
  }
}
