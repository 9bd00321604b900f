internal import Rego

/// What a plain scalar means by the rules of the reference's reader: YAML 1.1 with `yes` and `on`, octal numbers as
/// `017` and `0o17`, binary ones, and timestamps that stay texts.
enum YAMLMeaning: Equatable {
  case null
  case boolean(Bool)
  /// In decimal.
  case integer(String)
  case float(Double)
  case timestamp
  case text

  /// The tag as error messages name it.
  var tag: String {
    switch self {
    case .null: "null"
    case .boolean: "bool"
    case .integer: "int"
    case .float: "float"
    case .timestamp: "timestamp"
    case .text: "str"
    }
  }

  private static let words: [String: YAMLMeaning] = {
    var words: [String: YAMLMeaning] = [
      "": .null, "~": .null, ".nan": .float(.nan), ".NaN": .float(.nan), ".NAN": .float(.nan),
    ]
    func add(_ lower: String, _ meaning: YAMLMeaning) {
      let title = lower.prefix(1).uppercased() + lower.dropFirst()
      for word in [lower, title, lower.uppercased()] { words[word] = meaning }
    }
    add("null", .null)
    for word in ["y", "yes", "true", "on"] { add(word, .boolean(true)) }
    for word in ["n", "no", "false", "off"] { add(word, .boolean(false)) }
    for tail in ["inf", "Inf", "INF"] {
      words["." + tail] = .float(.infinity)
      words["+." + tail] = .float(.infinity)
      words["-." + tail] = .float(-.infinity)
    }
    return words
  }()

  /// - Parameter isStamped: whether the text may be a timestamp.
  init(_ text: String, isStamped: Bool = true) {
    if let word = Self.words[text] {
      self = word
      return
    }
    self = .text
    guard let first = text.utf8.first else { return }
    let isNumeric = Self.isDigit(first) || first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
    if isNumeric {
      if isStamped, Self.isTimestamp(text) {
        self = .timestamp
        return
      }
      let plain = text.filter { $0 != "_" }
      if let integer = Self.integer(plain) {
        self = .integer(integer)
      } else if let float = Self.float(plain) {
        self = .float(float)
      }
    } else if first == UInt8(ascii: "."), let float = Self.float(text) {
      self = .float(float)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  /// A 64-bit integer in any of Go's notations, as decimal text.
  private static func integer(_ text: String) -> String? {
    var digits = text[...]
    let isSigned = digits.hasPrefix("-") || digits.hasPrefix("+")
    let isNegative = digits.hasPrefix("-")
    if isSigned { digits.removeFirst() }
    var radix = 10
    if digits.first == "0", digits.count > 1 {
      switch digits.dropFirst().first {
      case "x", "X": (radix, digits) = (16, digits.dropFirst(2))
      case "b", "B": (radix, digits) = (2, digits.dropFirst(2))
      case "o", "O": (radix, digits) = (8, digits.dropFirst(2))
      default: (radix, digits) = (8, digits.dropFirst())
      }
    }
    guard let first = digits.first, first != "-", first != "+", let magnitude = UInt64(digits, radix: radix) else {
      return nil
    }
    if isNegative { return magnitude > 1 << 63 ? nil : (magnitude == 0 ? "0" : "-\(magnitude)") }
    return isSigned && magnitude > UInt64(Int64.max) ? nil : "\(magnitude)"
  }

  /// A decimal number with or without point and exponent, that a double can say.
  private static func float(_ text: String) -> Double? {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
    func takeDigits() -> Int {
      let count = bytes.prefix(while: isDigit).count
      bytes = bytes.dropFirst(count)
      return count
    }
    let whole = takeDigits()
    var fraction = 0
    if bytes.first == UInt8(ascii: ".") {
      bytes.removeFirst()
      fraction = takeDigits()
    }
    if whole == 0, fraction == 0 { return nil }
    if let mark = bytes.first, mark | 0x20 == UInt8(ascii: "e") {
      bytes.removeFirst()
      if bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
      if takeDigits() == 0 { return nil }
    }
    return bytes.isEmpty ? Array(text.utf8).withUnsafeBufferPointer { GoFloat.parse($0) } : nil
  }

  private static let stamps: [StaticString] = [
    "2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00", "2006-1-2 15:4:5.999999999", "2006-1-2",
  ]

  private static func isTimestamp(_ text: String) -> Bool {
    let year = text.utf8.prefix(while: isDigit)
    guard year.count == 4, text.utf8.dropFirst(4).first == UInt8(ascii: "-") else { return false }
    return Array(text.utf8).withUnsafeBufferPointer { bytes in stamps.contains { TimeParser.fits(bytes, layout: $0) } }
  }

  /// Whether other readers would take a text for a number to the base of 60.
  static func isSexagesimal(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
    guard let first = bytes.first, isDigit(first) else { return false }
    let underscore = UInt8(ascii: "_")
    bytes = bytes.drop { isDigit($0) || $0 == underscore }
    var groups = 0
    while bytes.first == UInt8(ascii: ":") {
      let digits = bytes.dropFirst().prefix(while: isDigit)
      guard digits.count == 1 || (digits.count == 2 && (digits.first ?? 0) <= UInt8(ascii: "5")) else {
        return false
      }
      bytes = bytes[digits.endIndex...]
      groups += 1
    }
    if groups == 0 { return false }
    if bytes.first == UInt8(ascii: ".") { bytes = bytes.dropFirst().drop { isDigit($0) || $0 == underscore } }
    return bytes.isEmpty
  }
}
