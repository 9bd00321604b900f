// Unsafe: reads bytes in place; every access is behind a bounds check.

/// Why a JSON text could not be read, and where.
public struct JSONError: Error, Sendable, CustomStringConvertible {
  public let message: String
  /// Byte offset from 0, line and column from 1.
  public let offset: Int
  public let line: Int
  public let column: Int
  /// Whether it is nested deeper than can be read, and may be right otherwise.
  package var isTooDeep = false

  public var description: String { "line \(line), column \(column): \(message)" }
}

/// Reads JSON (RFC 8259) straight into arena values.
public struct JSONReader {
  /// Deeper nesting is an error: reading, comparing and printing recurse.
  public static let nestingMax = 2_000

  private let bytes: UnsafeBufferPointer<UInt8>
  private let arena: Arena
  private var position = 0
  private var depth = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ arena: Arena) {
    self.bytes = bytes
    self.arena = arena
  }

  /// The one value in `bytes`; anything but white space after it is an error.
  package static func read(_ bytes: UnsafeBufferPointer<UInt8>, into arena: Arena) throws(JSONError) -> Value {
    var reader = JSONReader(bytes, arena)
    let value = try reader.readValue()
    reader.skipSpace()
    if reader.position < bytes.count { throw reader.error("unexpected text after the JSON value") }
    return value
  }

  private func tooDeep(_ message: String) -> JSONError {
    var error = error(message)
    error.isTooDeep = true
    return error
  }

  private func error(_ message: String) -> JSONError {
    var line = 1
    var column = 1
    for index in 0..<min(position, bytes.count) {
      if bytes[index] == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return JSONError(message: message, offset: position, line: line, column: column)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func readValue() throws(JSONError) -> Value {
    skipSpace()
    guard position < bytes.count else { throw error("unexpected end of JSON input") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try readObject()
    case UInt8(ascii: "["): return try readArray()
    case UInt8(ascii: "\""): return try readString()
    case UInt8(ascii: "t"): return try readWord("true", .true)
    case UInt8(ascii: "f"): return try readWord("false", .false)
    case UInt8(ascii: "n"): return try readWord("null", .null)
    default: return try readNumber()
    }
  }

  private mutating func readWord(_ word: StaticString, _ value: Value) throws(JSONError) -> Value {
    for index in 0..<word.utf8CodeUnitCount {
      guard position + index < bytes.count, bytes[position + index] == word.utf8Start[index] else {
        throw error("invalid literal, expected `\(word)`")
      }
    }
    position += word.utf8CodeUnitCount
    return value
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    if depth > JSONReader.nestingMax { throw tooDeep("nested deeper than \(JSONReader.nestingMax) levels") }
    if depth % 64 == 0, !ThreadStack.hasRoom() {
      throw tooDeep("nested deeper than the thread's stack has room for")
    }
    position += 1
    skipSpace()
  }

  private mutating func readArray() throws(JSONError) -> Value {
    try enter()
    defer { depth -= 1 }
    var builder = ArrayBuilder(arena)
    if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
      position += 1
      return builder.finish()
    }
    while true {
      builder.append(try readValue())
      skipSpace()
      guard position < bytes.count else { throw error("unexpected end of JSON input") }
      let byte = bytes[position]
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else { throw error("expected `,` or `]`") }
      position += 1
      if byte == UInt8(ascii: "]") { return builder.finish() }
    }
  }

  private mutating func readObject() throws(JSONError) -> Value {
    try enter()
    defer { depth -= 1 }
    var builder = ObjectBuilder(arena)
    if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
      position += 1
      return builder.finish()
    }
    while true {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw error("expected a key in `\"`") }
      let key = try readString()
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw error("expected `:`") }
      position += 1
      builder.set(key, try readValue())
      skipSpace()
      guard position < bytes.count else { throw error("unexpected end of JSON input") }
      let byte = bytes[position]
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") else { throw error("expected `,` or `}`") }
      position += 1
      if byte == UInt8(ascii: "}") { return builder.finish() }
    }
  }

  private mutating func readString() throws(JSONError) -> Value {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let raw = UnsafeBufferPointer(rebasing: bytes[start..<position])
        guard UTF8Check.isValid(raw) else { throw error("invalid UTF-8 in a string") }
        position += 1
        return arena.string(raw)
      }
      if byte == UInt8(ascii: "\\") { return try readEscapedString(from: start) }
      if byte < 0x20 { throw error("unescaped control character in a string") }
      position += 1
    }
    throw error("unexpected end of JSON input")
  }

  private mutating func readEscapedString(from start: Int) throws(JSONError) -> Value {
    var end = position
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
    guard end < bytes.count else {
      position = bytes.count
      throw error("unexpected end of JSON input")
    }
    // An escape never writes more bytes than it is long.
    let output = arena.reserveString(end - start)
    var count = 0
    position = start
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") {
        try readEscape(into: output, &count, end: end)
      } else {
        if byte < 0x20 { throw error("unescaped control character in a string") }
        output[count] = byte
        count += 1
        position += 1
      }
    }
    position = end + 1
    guard UTF8Check.isValid(UnsafeBufferPointer(start: output, count: count)) else {
      throw error("invalid UTF-8 in a string")
    }
    return arena.finishString(output, count: count)
  }

  private mutating func readEscape(
    into output: UnsafeMutablePointer<UInt8>, _ count: inout Int, end: Int
  ) throws(JSONError) {
    let letter = bytes[position + 1]
    position += 2
    let simple: UInt8
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): simple = letter
    case UInt8(ascii: "b"): simple = 0x08
    case UInt8(ascii: "f"): simple = 0x0C
    case UInt8(ascii: "n"): simple = 0x0A
    case UInt8(ascii: "r"): simple = 0x0D
    case UInt8(ascii: "t"): simple = 0x09
    case UInt8(ascii: "u"):
      let scalar = try readUnicodeEscape(end: end)
      for unit in UTF8.encode(scalar).unsafelyUnwrapped {
        output[count] = unit
        count += 1
      }
      return
    default: throw error("invalid escape in a string")
    }
    output[count] = simple
    count += 1
  }

  /// Lone surrogates become U+FFFD, as Go's decoder does.
  private mutating func readUnicodeEscape(end: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try readHex(end: end)
    if first & 0xFC00 == 0xD800, position + 6 <= end, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      let back = position
      position += 2
      let second = try readHex(end: end)
      if second & 0xFC00 == 0xDC00 {
        return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)) ?? "\u{FFFD}"
      }
      position = back
    }
    return Unicode.Scalar(first) ?? "\u{FFFD}"
  }

  private mutating func readHex(end: Int) throws(JSONError) -> UInt32 {
    guard position + 4 <= end else { throw error("invalid \\u escape in a string") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: throw error("invalid \\u escape in a string")
      }
      position += 1
    }
    return value
  }

  private mutating func readNumber() throws(JSONError) -> Value {
    let start = position
    guard let end = JSONReader.numberEnd(bytes, from: start) else { throw error("invalid character or number") }
    position = end
    return arena.number(UnsafeBufferPointer(rebasing: bytes[start..<end]))
  }

  /// One past the last byte of the JSON number at `start`, or nil when there is none.
  package static func numberEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    func digits() -> Bool {
      let from = index
      while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index += 1 }
      return index > from
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
    if index < bytes.count, bytes[index] == UInt8(ascii: "0") {
      index += 1
    } else if !digits() {
      return nil
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      if !digits() { return nil }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
      if !digits() { return nil }
    }
    return index
  }
}

/// UTF-8 validation without making a string.
package enum UTF8Check {
  package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes.isASCII { return true }
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, low) = (3, 0xA0)
      case 0xED: (length, high) = (3, 0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, low) = (4, 0x90)
      case 0xF1...0xF3: length = 4
      case 0xF4: (length, high) = (4, 0x8F)
      default: return false
      }
      guard index + length <= bytes.count, bytes[index + 1] >= low, bytes[index + 1] <= high else { return false }
      for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return false }
      index += length
    }
    return true
  }
}
