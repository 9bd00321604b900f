// Strings and block strings.

extension GraphQLLexer {
  mutating func string() -> GraphQLToken {
    advance(1)
    start = end
    startRune = endRune
    var decoded: [UInt8] = []
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return invalid("Unterminated string.")
      case UInt8(ascii: "\""):
        let result = token(.string, String(decoding: decoded, as: UTF8.self))
        advance(1)
        return result
      case UInt8(ascii: "\\"):
        if let failure = escape(&decoded) { return failure }
      case UInt8(ascii: "\t"), 0x20...:
        let from = end
        advanceRune()
        decoded.append(contentsOf: bytes.part(from, end))
      default: return invalid("Invalid character within String: \"\\u\(GraphQLLexer.fourDigits(bytes[end]))\".")
      }
    }
    return invalid("Unterminated string.")
  }

  /// Reads what a backslash begins; returns the invalid token that it is otherwise.
  private mutating func escape(_ decoded: inout [UInt8]) -> GraphQLToken? {
    guard end + 1 < bytes.count else {
      advance(1)
      return invalid("Invalid character escape sequence.")
    }
    let simple: UInt8
    switch bytes[end + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): simple = bytes[end + 1]
    case UInt8(ascii: "b"): simple = 0x08
    case UInt8(ascii: "f"): simple = 0x0C
    case UInt8(ascii: "n"): simple = 0x0A
    case UInt8(ascii: "r"): simple = 0x0D
    case UInt8(ascii: "t"): simple = 0x09
    case UInt8(ascii: "u"): return unicodeEscape(&decoded)
    default:
      advance(1)
      return invalid("Invalid character escape sequence: \\\(Character(Unicode.Scalar(bytes[end]))).")
    }
    decoded.append(simple)
    advance(2)
    return nil
  }

  private mutating func unicodeEscape(_ decoded: inout [UInt8]) -> GraphQLToken? {
    guard end + 6 < bytes.count else {
      advance(1)
      return invalid("Invalid character escape sequence: \\\(text(end, bytes.count)).")
    }
    guard let code = UInt32(text(end + 2, end + 6), radix: 16), bytes[end + 2] != UInt8(ascii: "+") else {
      advance(1)
      return invalid("Invalid character escape sequence: \\\(text(end, end + 5)).")
    }
    decoded.append(contentsOf: String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
    advance(6)
    return nil
  }

  mutating func blockString() -> GraphQLToken {
    advance(3)
    start = end
    startRune = endRune
    var raw: [UInt8] = []
    while end < bytes.count {
      let rest = bytes.part(end, bytes.count)
      if rest.hasPrefix("\"\"\"") {
        let result = token(.blockString, GraphQLLexer.blockValue(raw))
        advance(3)
        return result
      }
      if rest.hasPrefix("\\\"\"\"") {
        raw.append(contentsOf: Array("\"\"\"".utf8))
        advance(4)
        continue
      }
      switch bytes[end] {
      case UInt8(ascii: "\r"):
        if end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "\n") { advance(1) }
        raw.append(UInt8(ascii: "\n"))
        startLine()
      case UInt8(ascii: "\n"):
        raw.append(UInt8(ascii: "\n"))
        startLine()
      case UInt8(ascii: "\t"), 0x20...:
        let from = end
        advanceRune()
        raw.append(contentsOf: bytes.part(from, end))
      default: return invalid("Invalid character within String: \"\\u\(GraphQLLexer.fourDigits(bytes[end]))\".")
      }
    }
    return invalid("Unterminated string.")
  }

  /// The text without the indentation that all its lines share, and without blank lines around it. Unlike the
  /// language's specification the reference counts the first line's indentation too.
  private static func blockValue(_ raw: [UInt8]) -> String {
    var lines = raw.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    func indent(_ line: ArraySlice<UInt8>) -> Int? {
      line.firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }.map { $0 - line.startIndex }
    }
    if let common = lines.compactMap(indent).min() {
      for index in lines.indices.dropFirst() { lines[index] = lines[index].dropFirst(common) }
    }
    let first = lines.firstIndex { indent($0) != nil } ?? lines.count
    let last = lines.lastIndex { indent($0) != nil } ?? -1
    guard first <= last else { return "" }
    return String(decoding: Array(lines[first...last].joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self)
  }
}
