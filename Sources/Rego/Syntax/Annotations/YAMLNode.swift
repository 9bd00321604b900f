/// A piece of YAML as an annotation block has it: with its line and with what the author wrote.
public struct YAMLNode: Sendable {
  public enum Content: Sendable {
    /// The text, and whether it stands without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  public var content: Content
  /// From 1.
  public var line: Int

  public init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }
}

/// Reads the YAML of `# METADATA` blocks. This library has no YAML reader; the host brings one.
public struct AnnotationReader: Sendable {
  /// What is wrong with a text, in the words of the reference's reader: `yaml: line 2: …`.
  public struct ReadError: Error {
    public var message: String
    public init(_ message: String) { self.message = message }
  }

  /// The first document of a text, nil for an empty one.
  public var read: @Sendable (String) throws(ReadError) -> YAMLNode?

  public init(_ read: @escaping @Sendable (String) throws(ReadError) -> YAMLNode?) { self.read = read }
}

extension YAMLNode {
  /// What a scalar without quotes means. Numbers are texts that JSON can have.
  enum Scalar {
    case null
    case boolean(Bool)
    case integer(String)
    case float(String)
    case string(String)
  }

  /// The kind as messages name it.
  var tag: String {
    switch content {
    case .sequence: "!!seq"
    case .mapping: "!!map"
    case .scalar:
      switch scalar {
      case .null, nil: "!!null"
      case .boolean: "!!bool"
      case .integer: "!!int"
      case .float: "!!float"
      case .string: "!!str"
      }
    }
  }

  var isNull: Bool {
    if case .null? = scalar { true } else { false }
  }

  /// A scalar's text as written.
  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// Nil for sequences and mappings.
  var scalar: Scalar? {
    guard case .scalar(let text, let isPlain) = content else { return nil }
    guard isPlain else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    default: return YAMLNode.number(text) ?? .string(text)
    }
  }

  private static func number(_ text: String) -> Scalar? {
    let plain = text.filter { $0 != "_" }
    guard let first = plain.utf8.first, "+-.0123456789".utf8.contains(first) else { return nil }
    var digits = plain[...]
    let sign = digits.hasPrefix("-") ? "-" : ""
    if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
      guard let number = UInt64(digits.dropFirst(2), radix: radix) else { return nil }
      return .integer(sign + String(number))
    }
    if !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      let significant = digits.drop { $0 == "0" }
      return .integer(significant.isEmpty ? "0" : sign + significant)
    }
    guard digits.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let float = Double(plain), float.isFinite
    else { return nil }
    let shown = "\(float)"
    return .float(shown.hasSuffix(".0") ? String(shown.dropLast(2)) : shown)
  }
}

extension YAMLNode {
  /// The value that JSON's view gives. Nil where a mapping has a key that is no string; `path` then leads there.
  func value(in arena: Arena, path: inout [String]) -> Value? {
    switch content {
    case .scalar(let text, _):
      switch scalar {
      case .null, nil: return .null
      case .boolean(let value): return Value(value)
      case .integer(let digits): return arena.number(digits)
      case .float(let digits): return arena.number(digits)
      case .string: return arena.string(text)
      }
    case .sequence(let elements):
      var array = ArrayBuilder(arena, capacity: elements.count)
      for (index, element) in elements.enumerated() {
        path.append(String(index))
        guard let value = element.value(in: arena, path: &path) else { return nil }
        path.removeLast()
        array.append(value)
      }
      return array.finish()
    case .mapping(let pairs):
      var object = ObjectBuilder(arena, capacity: pairs.count)
      for (key, member) in pairs {
        guard case .string(let name)? = key.scalar else { return nil }
        path.append(name)
        guard let value = member.value(in: arena, path: &path) else { return nil }
        path.removeLast()
        object.set(arena.string(name), value)
      }
      return object.finish()
    }
  }
}
