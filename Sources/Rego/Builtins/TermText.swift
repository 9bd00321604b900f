/// Writes values as Rego text, as the reference prints terms: `{"a": [1, null]}`, `{1, 2}`, `set()`.
package enum TermText {
  package static func write(_ value: Value, to writer: ByteWriter) {
    if writer.isFull { return }
    switch value.tag {
    case .undefined, .null, .node: writer.write("null")
    case .boolean: writer.write(value.bits == 1 ? "true" : "false")
    case .int: writer.write(value.int64)
    case .decimal: writer.write(value.utf8)
    case .string: writeQuoted(value.utf8, to: writer)
    case .array: writeSequence(value.elements, "[", "]", to: writer)
    case .set:
      if value.count == 0 { writer.write("set()") } else { writeSequence(value.sortedMembers, "{", "}", to: writer) }
    case .object:
      writer.write(UInt8(ascii: "{"))
      for (index, entry) in value.sortedEntries.enumerated() {
        if index > 0 { writer.write(", ") }
        write(entry.key, to: writer)
        writer.write(": ")
        write(entry.value, to: writer)
      }
      writer.write(UInt8(ascii: "}"))
    }
  }

  private static func writeSequence(
    _ values: UnsafeBufferPointer<Value>, _ open: StaticString, _ close: StaticString, to writer: ByteWriter
  ) {
    writer.write(open)
    for (index, value) in values.enumerated() {
      if index > 0 { writer.write(", ") }
      write(value, to: writer)
    }
    writer.write(close)
  }

  package static func string(_ value: Value) -> String {
    let writer = ByteWriter()
    write(value, to: writer)
    return writer.string
  }

  package static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let writer = ByteWriter()
    writeQuoted(bytes, to: writer)
    return writer.string
  }

  /// Writes a quoted string with the escapes of Go: what is not printable by its code, bytes that are no UTF-8 as
  /// `\xNN`.
  package static func writeQuoted(
    _ bytes: UnsafeBufferPointer<UInt8>, to writer: ByteWriter, quote: UInt8 = UInt8(ascii: "\""),
    onlyASCII: Bool = false
  ) {
    writer.write(quote)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20, byte < 0x7F, byte != quote, byte != UInt8(ascii: "\\") {
        writer.write(byte)
        index += 1
        continue
      }
      let (scalar, length) = bytes.scalar(at: index)
      if byte >= 0x80, length == 1 {
        writer.write("\\x")
        writeHex(UInt32(byte), digits: 2, to: writer)
      } else if byte >= 0x80, !onlyASCII, isPrintable(scalar) {
        writer.write(bytes.part(index, index + length))
      } else {
        writeEscape(scalar, quote: quote, to: writer)
      }
      index += length
    }
    writer.write(quote)
  }

  static func writeEscape(_ scalar: UInt32, quote: UInt8, to writer: ByteWriter) {
    switch scalar {
    case UInt32(quote), 0x5C:
      writer.write(UInt8(ascii: "\\"))
      writer.write(UInt8(scalar))
    case 0x07: writer.write("\\a")
    case 0x08: writer.write("\\b")
    case 0x0C: writer.write("\\f")
    case 0x0A: writer.write("\\n")
    case 0x0D: writer.write("\\r")
    case 0x09: writer.write("\\t")
    case 0x0B: writer.write("\\v")
    case 0..<0x20, 0x7F:
      writer.write("\\x")
      writeHex(scalar, digits: 2, to: writer)
    case 0..<0x10000:
      writer.write("\\u")
      writeHex(scalar, digits: 4, to: writer)
    default:
      writer.write("\\U")
      writeHex(scalar, digits: 8, to: writer)
    }
  }

  static func writeHex(_ value: UInt32, digits: Int, to writer: ByteWriter) {
    let letters: StaticString = "0123456789abcdef"
    for position in stride(from: digits - 1, through: 0, by: -1) {
      writer.write(letters.utf8Start[Int(value >> UInt32(4 * position) & 15)])
    }
  }

  /// Letters, marks, numbers, punctuation and symbols; of spaces only U+0020.
  static func isPrintable(_ scalar: UInt32) -> Bool {
    if scalar < 0x7F { return scalar >= 0x20 }
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator:
      return false
    default: return true
    }
  }
}
