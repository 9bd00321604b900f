internal import Rego

/// A scalar with what decides how it is written.
struct YAMLText {
  enum Style { case plain, singleQuoted, doubleQuoted, literal }

  let bytes: [UInt8]
  private let wanted: Style
  private(set) var hasBreaks = false
  private var mayBePlain = true
  private var mayBeSingleQuoted = true
  private var mayBeLiteral = true

  /// - Parameter isText: whether the scalar is a string, which must not be read as something else.
  init(_ text: String, isText: Bool) {
    bytes = Array(text.utf8)
    if !isText {
      wanted = .plain
    } else if bytes.contains(UInt8(ascii: "\n")) {
      wanted = .literal
    } else {
      wanted = YAMLMeaning(text) == .text && !YAMLMeaning.isSexagesimal(text) ? .plain : .doubleQuoted
    }
    analyse()
  }

  /// A number of JSON, as YAML reads and writes it again.
  init(number text: String) {
    switch YAMLMeaning(text) {
    case .integer(let digits): self.init(digits, isText: false)
    case .float(let float):
      let sign = float.sign == .minus ? "-" : ""
      self.init(sign + GoFloat.text(float, verb: UInt8(ascii: "g"), precision: -1), isText: false)
    default: self.init(text, isText: true)
    }
  }

  var scalars: [Unicode.Scalar] { Array(String(decoding: bytes, as: UTF8.self).unicodeScalars) }

  func style(isKey: Bool) -> Style {
    var style = isKey && hasBreaks ? .doubleQuoted : wanted
    if style == .plain, !mayBePlain || (bytes.isEmpty && isKey) { style = .singleQuoted }
    if style == .singleQuoted, !mayBeSingleQuoted { style = .doubleQuoted }
    if style == .literal, !mayBeLiteral || isKey { style = .doubleQuoted }
    return style
  }

  // MARK: Line breaks

  /// The length of a line break at an index, or 0.
  func breakLength(at index: Int) -> Int {
    guard index < bytes.count else { return 0 }
    switch bytes[index] {
    case 0x0A, 0x0D: return 1
    case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      return index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8 ? 3 : 0
    default: return 0
    }
  }

  /// How long the line break is that ends before an index, or 0.
  private func breakLength(before end: Int) -> Int {
    for length in 1...3 where end >= length && breakLength(at: end - length) == length { return length }
    return 0
  }

  /// How many line breaks stand at the end, counted to 2.
  var trailingBreaks: Int {
    let last = lastBreakLength
    if last == 0 { return 0 }
    return breakLength(before: bytes.count - last) > 0 ? 2 : 1
  }

  var lastBreakLength: Int { breakLength(before: bytes.count) }

  // MARK: Analysis

  /// What follows from the characters of a text, and where they stand.
  private mutating func analyse() {
    guard !bytes.isEmpty else {
      mayBeLiteral = false
      return
    }
    var hasIndicators = bytes.starts(with: Array("---".utf8)) || bytes.starts(with: Array("...".utf8))
    var isSpecial = false
    var hasSpaceBeforeBreak = false
    var hasSpaceAfterBreak = false
    var isAfterBlank = true
    var wasSpace = false
    var wasBreak = false
    let scalars = self.scalars
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      let isBeforeBlank = next == nil || next == " " || next == "\t"
      hasIndicators =
        hasIndicators
        || Self.isIndicator(scalar, isFirst: index == 0, isBeforeBlank: isBeforeBlank, isAfterBlank: isAfterBlank)
      if !Self.isPrintable(scalar) { isSpecial = true }
      let isBreak = Self.isBreak(scalar)
      if scalar == " " {
        if wasBreak { hasSpaceAfterBreak = true }
      } else if isBreak {
        hasBreaks = true
        if wasSpace { hasSpaceBeforeBreak = true }
      }
      wasSpace = scalar == " "
      wasBreak = isBreak
      isAfterBlank = scalar == " " || scalar == "\t" || isBreak
    }
    let ends = [scalars[0], scalars[scalars.count - 1]]
    let hasBlankEnd = ends.contains { $0 == " " || Self.isBreak($0) }
    mayBePlain = !(hasIndicators || isSpecial || hasBreaks || hasBlankEnd)
    mayBeSingleQuoted = !(hasSpaceAfterBreak || hasSpaceBeforeBreak || isSpecial)
    mayBeLiteral = !(ends[1] == " " || hasSpaceBeforeBreak || isSpecial)
  }

  /// Whether a plain scalar with this character would be read as something else.
  private static func isIndicator(
    _ scalar: Unicode.Scalar, isFirst: Bool, isBeforeBlank: Bool, isAfterBlank: Bool
  ) -> Bool {
    switch scalar {
    case "#": isFirst || isAfterBlank
    case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`": isFirst
    case "?", "-": isFirst && isBeforeBlank
    case ":": isBeforeBlank
    default: false
    }
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
    default: false
    }
  }

  /// A character in double quotes, or nil when it stands for itself.
  static func escape(_ scalar: Unicode.Scalar) -> String? {
    if isPrintable(scalar), !isBreak(scalar), scalar != "\"", scalar != "\\" { return nil }
    let short: [UInt32: String] = [
      0: "0", 7: "a", 8: "b", 9: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r", 0x1B: "e", 0x22: "\"", 0x5C: "\\",
      0x85: "N", 0xA0: "_", 0x2028: "L", 0x2029: "P",
    ]
    if let letter = short[scalar.value] { return "\\" + letter }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let (mark, width) = scalar.value <= 0xFF ? ("x", 2) : (scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8))
    return "\\" + mark + String(repeating: "0", count: width - digits.count) + digits
  }
}

/// A key in the order that people expect: digits by their number, letters after other characters.
struct YAMLKey: Comparable {
  let text: String
  private let scalars: [Unicode.Scalar]

  init(_ text: String) {
    self.text = text
    scalars = Array(text.unicodeScalars)
  }

  static func == (a: YAMLKey, b: YAMLKey) -> Bool { a.text == b.text }

  static func < (a: YAMLKey, b: YAMLKey) -> Bool {
    for index in 0..<min(a.scalars.count, b.scalars.count) where a.scalars[index] != b.scalars[index] {
      let (x, y) = (a.scalars[index], b.scalars[index])
      let (isLetterX, isLetterY) = (x.properties.isLetter, y.properties.isLetter)
      if isLetterX, isLetterY { return x < y }
      if isLetterX || isLetterY { return isLetterY }
      // A zero after other digits is part of their number.
      var start: Int64 = 0
      if x == "0" || y == "0" {
        for scalar in a.scalars[..<index].reversed() {
          guard isDigit(scalar) else { break }
          if scalar != "0" {
            start = 1
            break
          }
        }
      }
      let (numberX, endX) = number(a.scalars, index, start)
      let (numberY, endY) = number(b.scalars, index, start)
      if numberX != numberY { return numberX < numberY }
      return endX != endY ? endX < endY : x < y
    }
    return a.scalars.count < b.scalars.count
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }

  private static func number(_ scalars: [Unicode.Scalar], _ start: Int, _ first: Int64) -> (Int64, Int) {
    var value = first
    var index = start
    while index < scalars.count, isDigit(scalars[index]) {
      value = value &* 10 &+ (Int64(scalars[index].value) - 48)
      index += 1
    }
    return (value, index)
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isLetter: Bool {
    switch generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
