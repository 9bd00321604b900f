package import Rego

/// Values made from a fuzzer's bytes, with a liking for those that break things.
package struct ValueGenerator {
  let arena: Arena

  package init(_ arena: Arena) { self.arena = arena }

  static let numbers = [
    "0", "1", "-1", "2", "3", "10", "64", "1000", "0.5", "-0.0", "1e3", "1.0", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551616", "340282366920938463463374607431768211456",
    "1e19", "1e308", "1e400", "1e-400", "-1e1000000000", "1e-1000000000", "4294967296", "65536", "0.1", "1e22",
    "123456789012345678901234567890.5", "999999999", "1577934245000000000", "1e99999",
  ]

  static let strings = [
    "", "a", "b", "abc", "ñ😀", "\u{0}", " ", "\n", ".", "/", "a/b/c", "a.b.c", "~1", "%d", "%s %v", "%[3]*.[2]*[1]f",
    "%999999999d", "%+.3e", "%q", "[a-z]+", "(a|b)*c", "(?i)x{1,3}", "(a)(b)?", "$1-${0}", "*.example.com", "**/*",
    "{a,b*}", "[!a-c]?", "10.0.0.0/8", "192.168.1.1", "::1/64", "fe80::/10", "1.2.3", "1.0.0-alpha+b", "10Ki", "1.5G",
    "5mb", "UTC", "RFC3339", "2006-01-02T15:04:05Z07:00", "2024-02-30T10:00:00Z", "1h30m2.5s", "Mon, 02 Jan 2006",
    "YWJj", "YWJj=", "616263", "a=b&c=%20", "{\"a\":[1,2]}", "[1,{\"b\":null}]", "{{.a}}", "{{range .}}{{.}}{{end}}",
    "add", "remove", "replace", "move", "copy", "test", "/a", "/a/-", "op", "path", "value", "from", "from_", "$set",
    "type", "object", "properties", "required", "$ref", "#/definitions/a", "query { a }", "type Query { a: String }",
    "package a\np := 1", "f47ac10b-58cc-0372-8567-0e02b2c3d479", "http://a.b/c?d=e#f", "urn:x", "prefix", "indent",
    "pretty", "x-", "e30.e30.", "HS256",
  ]

  package mutating func value(_ source: inout ByteSource, depth: Int) -> Value {
    switch source.number(below: depth > 0 ? 16 : 10) {
    case 0: return .null
    case 1: return Value(source.isOne(in: 2))
    case 2: return Value(Int64(Int8(bitPattern: source.byte())))
    case 3: return Value(source.word())
    case 4, 5: return number(&source)
    case 6, 7, 8: return arena.string(source.one(of: Self.strings))
    case 9: return text(&source)
    case 10, 11: return arena.array((0..<source.number(below: 5)).map { _ in value(&source, depth: depth - 1) })
    case 12:
      var set = SetBuilder(arena)
      for _ in 0..<source.number(below: 5) { set.insert(value(&source, depth: depth - 1)) }
      return set.finish()
    default:
      var object = ObjectBuilder(arena)
      for _ in 0..<source.number(below: 5) {
        let key = source.isOne(in: 8) ? value(&source, depth: depth - 1) : arena.string(source.one(of: Self.strings))
        object.set(key, value(&source, depth: depth - 1))
      }
      return object.finish()
    }
  }

  private mutating func number(_ source: inout ByteSource) -> Value { arena.number(source.one(of: Self.numbers)) }

  /// Bytes as they come, which need not be UTF-8, or one text many times.
  private mutating func text(_ source: inout ByteSource) -> Value {
    if source.isOne(in: 8) {
      let piece = source.one(of: Self.strings)
      return arena.string(String(repeating: piece, count: source.number(below: 2_000)))
    }
    let count = source.number(below: 64)
    return Array(source.take(count)).withUnsafeBufferPointer { arena.string($0) }
  }

  /// The value with `{"$set": […]}` as sets.
  package mutating func withSets(_ value: Value) -> Value {
    switch value.kind {
    case .array: return arena.array(value.items.map { withSets($0) })
    case .object where value["$set"].kind == .array:
      var set = SetBuilder(arena)
      for member in value["$set"].items { set.insert(withSets(member)) }
      return set.finish()
    case .object:
      var object = ObjectBuilder(arena)
      for (key, member) in value.pairs { object.set(withSets(key), withSets(member)) }
      return object.finish()
    default: return arena.copy(value)
    }
  }
}
