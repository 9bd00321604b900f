// Unsafe: reads the bytes of a body in place.

internal import Rego

/// JSON as bodies of requests bring it.
enum JSONBody {
  /// What the original reads; its engine refuses less.
  static let nestingMax = 10_000

  /// The one JSON object in `bytes`, its numbers with all of their digits.
  static func readObject(_ bytes: UnsafeBufferPointer<UInt8>, into arena: Arena) throws(BodyProblem) -> Value {
    let value = try read(bytes, into: arena)
    switch value.kind {
    case .object: return value
    case .null: throw .notAnObject
    default: throw typeProblem(value, bytes, expected: "map[string]interface {}")
    }
  }

  /// The one JSON value in `bytes`.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, into arena: Arena) throws(BodyProblem) -> Value {
    do throws(JSONError) { return try JSONReader.read(bytes, into: arena) } catch {
      throw problem(error, bytes)
    }
  }

  private static func problem(_ error: JSONError, _ bytes: UnsafeBufferPointer<UInt8>) -> BodyProblem {
    if bytes.allSatisfy(isSpace) { return .malformed("EOF") }
    if error.isTooDeep {
      if depth(bytes) <= nestingMax { return .beyondEngine }
      return .malformed("Syntax error: offset=\(error.offset + 1), error=nested deeper than \(nestingMax) levels")
    }
    if error.offset >= bytes.count { return .malformed("unexpected EOF") }
    return .malformed("Syntax error: offset=\(error.offset + 1), error=\(error.description)")
  }

  /// Says of a value that is whole that another kind belongs there. The offset is the original's: one past the
  /// bracket of a collection, one past the last byte of anything else.
  static func typeProblem(_ value: Value, _ bytes: UnsafeBufferPointer<UInt8>, expected: String) -> BodyProblem {
    let start = bytes.firstIndex { !isSpace($0) } ?? 0
    let end = (bytes.lastIndex { !isSpace($0) } ?? -1) + 1
    let (name, offset) =
      switch value.kind {
      case .array: ("array", start + 1)
      case .object: ("object", start + 1)
      case .string: ("string", end)
      case .boolean: ("bool", end)
      case .null: ("null", end)
      default: ("number", end)
      }
    return .malformed("Unmarshal type error: expected=\(expected), got=\(name), field=, offset=\(offset)")
  }

  /// The deepest nesting of brackets outside of strings, found without recursion.
  private static func depth(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var depth = 0
    var deepest = 0
    var isInString = false
    var isEscaped = false
    for byte in bytes {
      if isEscaped {
        isEscaped = false
      } else if isInString {
        if byte == UInt8(ascii: "\\") { isEscaped = true }
        if byte == UInt8(ascii: "\"") { isInString = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"):
          depth += 1
          deepest = max(deepest, depth)
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
      }
    }
    return deepest
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}
