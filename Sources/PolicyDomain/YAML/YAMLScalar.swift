/// What a scalar means where its type is not given from outside: the rules of the reference's YAML reader, which are
/// those of YAML 1.2 with octal numbers like `017` and timestamps.
enum YAMLScalar {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// Beyond 64 bits signed.
  case unsigned(UInt64)
  case float(Double)
  /// As JSON writes it.
  case timestamp(String)
  case string(String)

  init(_ scalar: YAMLNode.Scalar) {
    let tag = Self.shortTag(scalar.tag ?? "")
    let isPlain = scalar.style == .plain
    if tag == "str" || (!isPlain && tag.isEmpty) || !Self.resolvableTags.contains(tag) {
      self = .string(scalar.string)
    } else {
      self = Self.resolve(scalar.string, tag: tag)
    }
    if tag == "float", case .integer(let integer) = self { self = .float(Double(integer)) }
  }

  /// The type as error messages name it.
  var tag: String {
    switch self {
    case .null: "!!null"
    case .boolean: "!!bool"
    case .integer, .unsigned: "!!int"
    case .float: "!!float"
    case .timestamp: "!!timestamp"
    case .string: "!!str"
    }
  }

  /// Whether a scalar is null, found out without deciding what else it could be.
  static func isNull(_ scalar: YAMLNode.Scalar) -> Bool {
    guard scalar.tag == nil else { return if case .null = YAMLScalar(scalar) { true } else { false } }
    guard scalar.style == .plain else { return false }
    return scalar.equals("") || scalar.equals("~") || scalar.equals("null") || scalar.equals("Null")
      || scalar.equals("NULL")
  }

  private static let resolvableTags: Set<String> = ["", "str", "bool", "int", "float", "null", "timestamp"]

  private static func shortTag(_ tag: String) -> String {
    for prefix in ["tag:yaml.org,2002:", "!!"] where tag.hasPrefix(prefix) {
      return String(tag.dropFirst(prefix.count))
    }
    return tag == "!" ? "str" : tag
  }

  private static func resolve(_ text: String, tag: String) -> YAMLScalar {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".nan", ".NaN", ".NAN": return .float(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
    default: break
    }
    guard let first = text.utf8.first else { return .string(text) }
    if first == UInt8(ascii: ".") { return float(text).map { .float($0) } ?? .string(text) }
    let isDigit = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
    guard isDigit || first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return .string(text) }
    if tag.isEmpty || tag == "timestamp", let time = YAMLTimestamp.json(text) { return .timestamp(time) }
    let plain = text.filter { $0 != "_" }
    return integer(plain) ?? float(plain).map { .float($0) } ?? .string(text)
  }

  private static func integer(_ text: String) -> YAMLScalar? {
    var digits = Substring(text)
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits = digits.dropFirst() }
    var radix = 10
    let lowered = digits.prefix(2).lowercased()
    if let special = ["0x": 16, "0b": 2, "0o": 8][lowered] {
      radix = special
      digits = digits.dropFirst(2)
    } else if digits.count > 1, digits.hasPrefix("0") {
      radix = 8
      digits = digits.dropFirst()
    }
    guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+"),
      let magnitude = UInt64(digits, radix: radix)
    else { return nil }
    if !isNegative { return Int64(exactly: magnitude).map { .integer($0) } ?? .unsigned(magnitude) }
    if magnitude == UInt64(Int64.max) + 1 { return .integer(.min) }
    return Int64(exactly: magnitude).map { .integer(-$0) }
  }

  /// A decimal with an optional fraction and exponent.
  private static func float(_ text: String) -> Double? {
    var rest = Substring(text)
    func digits() -> Bool {
      let count = rest.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
      rest = rest.dropFirst(count)
      return count > 0
    }
    if rest.hasPrefix("+") || rest.hasPrefix("-") { rest = rest.dropFirst() }
    var seen = digits()
    if rest.hasPrefix(".") {
      rest = rest.dropFirst()
      seen = digits() || seen
    }
    guard seen else { return nil }
    if rest.hasPrefix("e") || rest.hasPrefix("E") {
      rest = rest.dropFirst()
      if rest.hasPrefix("+") || rest.hasPrefix("-") { rest = rest.dropFirst() }
      guard digits() else { return nil }
    }
    guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
