// Unsafe: reads collections in place.

internal import Rego

/// Writes values as the reference's YAML: blocks, sequences at the column of their key, keys in natural order, lines
/// folded where they pass 80 columns.
struct YAMLWriter {
  private static let step = 2
  private static let widthMax = 80
  /// A longer key, or one of several lines, stands behind a `?`.
  private static let keyBytesMax = 128

  /// Why a value cannot be written.
  struct Problem: Error { let text: String }

  private let output: ByteWriter
  private var column = 0
  private var indent = -1
  /// Whether white space was written last.
  private var isSpaced = true
  /// Whether the line holds nothing but indentation and `-`, `?` or `:`.
  private var isIndented = true

  init(_ output: ByteWriter) { self.output = output }

  static func write(_ value: Value, to output: ByteWriter) throws(Problem) {
    var writer = YAMLWriter(output)
    try writer.node(value, isInMapping: false)
    writer.lineStart()
  }

  // MARK: Output

  private mutating func put(_ byte: UInt8) {
    output.write(byte)
    // Bytes that continue a code point take no column.
    if byte & 0xC0 != 0x80 { column += 1 }
  }

  private mutating func put(_ bytes: some Sequence<UInt8>) { for byte in bytes { put(byte) } }

  private mutating func breakLine() {
    output.write(UInt8(ascii: "\n"))
    column = 0
  }

  /// Goes to where a line at this level starts.
  private mutating func lineStart() {
    let start = max(indent, 0)
    if !isIndented || column > start || (column == start && !isSpaced) { breakLine() }
    while column < start { put(UInt8(ascii: " ")) }
    isSpaced = true
    isIndented = true
  }

  private mutating func indicator(_ text: StaticString, spaced: Bool, keepsIndentation: Bool = false) {
    if spaced, !isSpaced { put(UInt8(ascii: " ")) }
    put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    isSpaced = false
    isIndented = isIndented && keepsIndentation
  }

  private mutating func indented<E: Error>(flat: Bool = false, _ body: (inout YAMLWriter) throws(E) -> Void) throws(E) {
    let outer = indent
    indent = indent < 0 ? 0 : (flat ? indent : indent + Self.step)
    try body(&self)
    indent = outer
  }

  // MARK: Nodes

  private mutating func node(_ value: Value, isInMapping: Bool) throws(Problem) {
    if output.isFull { return }
    switch value.kind {
    case .array, .set: try sequence(value.items, isInMapping: isInMapping)
    case .object: try mapping(value)
    case .undefined, .null: scalar(YAMLText("null", isText: false), isKey: false)
    case .boolean: scalar(YAMLText(value.boolean == true ? "true" : "false", isText: false), isKey: false)
    case .number: scalar(YAMLText(number: value.numberText ?? "0"), isKey: false)
    case .string: scalar(try Self.checked(value.string ?? ""), isKey: false)
    }
  }

  private mutating func sequence(_ items: [Value], isInMapping: Bool) throws(Problem) {
    if items.isEmpty { return indicator("[]", spaced: true) }
    try indented(flat: isInMapping && !isIndented) { (writer) throws(Problem) in
      for item in items {
        writer.lineStart()
        writer.indicator("-", spaced: true, keepsIndentation: true)
        try writer.node(item, isInMapping: false)
      }
    }
  }

  private mutating func mapping(_ object: Value) throws(Problem) {
    if object.count == 0 { return indicator("{}", spaced: true) }
    let pairs = object.pairs.map { (key: YAMLKey($0.key.string ?? JSONWriter.string($0.key)), value: $0.value) }
    try indented { (writer) throws(Problem) in
      for (key, value) in pairs.sorted(by: { $0.key < $1.key }) {
        writer.lineStart()
        let text = try Self.checked(key.text)
        if text.hasBreaks || text.bytes.count > Self.keyBytesMax {
          writer.indicator("?", spaced: true, keepsIndentation: true)
          writer.scalar(text, isKey: false)
          writer.lineStart()
          writer.indicator(":", spaced: true, keepsIndentation: true)
        } else {
          writer.scalar(text, isKey: true)
          writer.indicator(":", spaced: false)
        }
        try writer.node(value, isInMapping: true)
      }
    }
  }

  /// The reference reads the JSON of a value as YAML, where some characters may not be.
  private static func checked(_ text: String) throws(Problem) -> YAMLText {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x7F...0x84, 0x86...0x9F, 0xFFFE, 0xFFFF: throw Problem(text: "yaml: control characters are not allowed")
      default: continue
      }
    }
    return YAMLText(text, isText: true)
  }

  private mutating func scalar(_ text: YAMLText, isKey: Bool) {
    let outer = indent
    indent = indent < 0 ? Self.step : indent + Self.step
    switch text.style(isKey: isKey) {
    case .plain: folded(text, mayFold: !isKey, quote: nil)
    case .singleQuoted: folded(text, mayFold: !isKey, quote: UInt8(ascii: "'"))
    case .doubleQuoted: doubleQuoted(text, mayFold: !isKey)
    case .literal: literal(text)
    }
    indent = outer
  }

  // MARK: Scalars

  /// Plain, or in single quotes.
  private mutating func folded(_ text: YAMLText, mayFold: Bool, quote: UInt8?) {
    if !isSpaced { put(UInt8(ascii: " ")) }
    if let quote { put(quote) }
    let bytes = text.bytes
    var wasSpace = false
    var wasBreak = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let breakLength = text.breakLength(at: index)
      if byte == UInt8(ascii: " ") {
        let isInside = quote == nil || (index > 0 && index < bytes.count - 1)
        if mayFold, !wasSpace, column > Self.widthMax, isInside, bytes[safe: index + 1] != UInt8(ascii: " ") {
          lineStart()
        } else {
          put(byte)
        }
        index += 1
        wasSpace = true
      } else if breakLength > 0 {
        if !wasBreak, byte == UInt8(ascii: "\n") { breakLine() }
        writeBreak(bytes, index, breakLength)
        index += breakLength
        isIndented = true
        wasBreak = true
      } else {
        if wasBreak { lineStart() }
        if byte == quote { put(byte) }
        put(byte)
        index += 1
        isIndented = false
        wasSpace = false
        wasBreak = false
      }
    }
    if let quote { put(quote) }
    isSpaced = false
    isIndented = false
  }

  private mutating func writeBreak(_ bytes: [UInt8], _ index: Int, _ length: Int) {
    if bytes[index] == UInt8(ascii: "\n") { return breakLine() }
    put(bytes[index..<(index + length)])
    column = 0
  }

  private mutating func literal(_ text: YAMLText) {
    indicator("|", spaced: true)
    let bytes = text.bytes
    if bytes.first == UInt8(ascii: " ") || text.breakLength(at: 0) > 0 { indicator("2", spaced: false) }
    switch text.trailingBreaks {
    case 0: indicator("-", spaced: false)
    case 1 where bytes.count > text.lastBreakLength: break
    default: indicator("+", spaced: false)
    }
    breakLine()
    isIndented = true
    isSpaced = true
    var wasBreak = true
    var index = 0
    while index < bytes.count {
      let length = text.breakLength(at: index)
      if length > 0 {
        writeBreak(bytes, index, length)
        index += length
        isIndented = true
        wasBreak = true
      } else {
        if wasBreak { lineStart() }
        put(bytes[index])
        index += 1
        isIndented = false
        wasBreak = false
      }
    }
  }

  private mutating func doubleQuoted(_ text: YAMLText, mayFold: Bool) {
    indicator("\"", spaced: true)
    let scalars = text.scalars
    var wasSpace = false
    for (index, scalar) in scalars.enumerated() {
      if scalar == " " {
        if mayFold, !wasSpace, column > Self.widthMax, index > 0, index < scalars.count - 1 {
          lineStart()
          if scalars[index + 1] == " " { put(UInt8(ascii: "\\")) }
        } else {
          put(UInt8(ascii: " "))
        }
        wasSpace = true
        continue
      }
      wasSpace = false
      if let escape = YAMLText.escape(scalar) { put(escape.utf8) } else { put(String(scalar).utf8) }
    }
    indicator("\"", spaced: false)
  }
}

extension [UInt8] {
  fileprivate subscript(safe index: Int) -> UInt8? { index < count ? self[index] : nil }
}
