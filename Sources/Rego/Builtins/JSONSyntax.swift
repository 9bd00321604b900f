/// Checks JSON as Go's scanner does, and says what is wrong in its words. Its stack is its own, not the thread's.
package struct JSONSyntax {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var failure: String?
  /// One bit a level: whether it is an object.
  private var levels: [Bool] = []

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Whether `bytes` is one JSON value.
  package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var scanner = JSONSyntax(bytes)
    scanner.value()
    scanner.skipSpace()
    return scanner.failure == nil && scanner.index == bytes.count
  }

  /// What is wrong with `bytes`, or nil when they start with a JSON value; `trailing` words what comes after it.
  package static func problem(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var scanner = JSONSyntax(bytes)
    scanner.skipSpace()
    if scanner.index == bytes.count { return "EOF" }
    scanner.value()
    if let failure = scanner.failure { return failure }
    scanner.skipSpace()
    guard scanner.index < bytes.count else { return nil }
    return scanner.trailing()
  }

  /// The reference reads one token more and names it.
  private mutating func trailing() -> String {
    let start = index
    switch bytes[index] {
    case UInt8(ascii: "["), UInt8(ascii: "{"): index += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ":"):
      return "invalid character \(JSONSyntax.quoted(bytes[index])) looking for beginning of value"
    default:
      value()
      if let failure { return failure }
    }
    let token = String(decoding: bytes.part(start, index), as: UTF8.self)
    let shown = token == "true" || token == "false" ? "%!s(bool=\(token))" : token
    let isString = bytes[start] == UInt8(ascii: "\"")
    return "error: invalid character '\(isString ? String(shown.dropFirst().dropLast()) : shown)' after top-level value"
  }

  private mutating func fail(_ context: String) {
    if failure != nil { return }
    failure =
      index < bytes.count ? "invalid character \(JSONSyntax.quoted(bytes[index])) \(context)" : "unexpected EOF"
  }

  /// A character as Go quotes it, taken for a code point of Latin-1.
  private static func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "'"): return "'\\''"
    case UInt8(ascii: "\""): return "'\"'"
    default:
      let writer = ByteWriter(capacity: 64)
      let text = String(UnicodeScalar(byte))
      var copy = text
      copy.withUTF8 { TermText.writeQuoted($0, to: writer) }
      return "'" + writer.string.dropFirst().dropLast() + "'"
    }
  }

  private mutating func skipSpace() {
    while index < bytes.count, JSONSyntax.isSpace(bytes[index]) { index += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  private var peek: UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// One value and all that is in it.
  private mutating func value() {
    let outermost = levels.count
    repeat {
      skipSpace()
      begin()
      if failure != nil { return }
      // A value has ended, or a collection was opened that needs its first element.
      while failure == nil, levels.count > outermost, !needsValue { separate() }
    } while failure == nil && levels.count > outermost
  }

  /// Whether the next thing is a value.
  private var needsValue = false

  private mutating func begin() {
    needsValue = false
    switch peek {
    case UInt8(ascii: "{") where index < bytes.count: open(isObject: true)
    case UInt8(ascii: "["): open(isObject: false)
    case UInt8(ascii: "\""): string()
    case UInt8(ascii: "t"): word("true")
    case UInt8(ascii: "f"): word("false")
    case UInt8(ascii: "n"): word("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    default: fail("looking for beginning of value")
    }
  }

  private mutating func open(isObject: Bool) {
    if levels.count >= 10_000 {
      failure = "exceeded max depth"
      return
    }
    levels.append(isObject)
    index += 1
    skipSpace()
    if isObject {
      if peek == UInt8(ascii: "}") { return close() }
      key()
    } else if peek == UInt8(ascii: "]") {
      close()
    } else {
      needsValue = true
    }
  }

  private mutating func close() {
    index += 1
    levels.removeLast()
  }

  private mutating func key() {
    guard peek == UInt8(ascii: "\"") else { return fail("looking for beginning of object key string") }
    string()
    skipSpace()
    if failure != nil { return }
    guard peek == UInt8(ascii: ":") else { return fail("after object key") }
    index += 1
    needsValue = true
  }

  /// What follows an element.
  private mutating func separate() {
    skipSpace()
    let isObject = levels[levels.count - 1]
    if peek == UInt8(ascii: ",") {
      index += 1
      skipSpace()
      if isObject { key() } else { needsValue = true }
    } else if peek == UInt8(ascii: isObject ? "}" : "]") {
      close()
    } else {
      fail(isObject ? "after object key:value pair" : "after array element")
    }
  }

  private mutating func word(_ text: StaticString) {
    for position in 0..<text.utf8CodeUnitCount {
      guard peek == text.utf8Start[position] else {
        return fail("in literal \(text) (expecting '\(UnicodeScalar(text.utf8Start[position]))')")
      }
      index += 1
    }
  }

  private mutating func string() {
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        return
      }
      if byte < 0x20 { return fail("in string literal") }
      index += 1
      if byte == UInt8(ascii: "\\") { escape() }
      if failure != nil { return }
    }
    fail("")
  }

  private mutating func escape() {
    switch peek {
    case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"),
      UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "\""):
      index += 1
    case UInt8(ascii: "u"):
      index += 1
      for _ in 0..<4 {
        guard Encoding.hexDigit(peek) != nil else { return fail("in \\u hexadecimal character escape") }
        index += 1
      }
    default: fail("in string escape code")
    }
  }

  private mutating func digits() -> Bool {
    let start = index
    while peek &- UInt8(ascii: "0") <= 9 { index += 1 }
    return index > start
  }

  private mutating func number() {
    if peek == UInt8(ascii: "-") {
      index += 1
      guard peek &- UInt8(ascii: "0") <= 9 else { return fail("in numeric literal") }
    }
    if peek == UInt8(ascii: "0") { index += 1 } else { _ = digits() }
    if peek == UInt8(ascii: ".") {
      index += 1
      if !digits() { return fail("after decimal point in numeric literal") }
    }
    if peek | 0x20 == UInt8(ascii: "e") {
      index += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
      if !digits() { return fail("in exponent of numeric literal") }
    }
  }
}
