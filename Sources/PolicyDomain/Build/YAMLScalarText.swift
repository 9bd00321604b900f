import Yams

/// A scalar as YAML text in the style that it was written in, or, where that style cannot hold the value, in double
/// quotes; the choices are the reference's.
struct YAMLScalarText {
  /// What stands where the scalar begins: everything, or the head of a block.
  private(set) var head = ""
  /// The lines of a block, each with its indent, without line ends.
  private(set) var lines: [String] = []

  /// - Parameters:
  ///   - indent: of a block's lines.
  ///   - parentIndent: of the collection that it stands in.
  ///   - isInline: whether only one line is at hand, as for keys and between brackets.
  init(_ text: String, _ style: Node.Scalar.Style, indent: Int, parentIndent: Int, isInline: Bool) {
    let scalars = text.unicodeScalars
    let isMultiline = scalars.contains("\n")
    switch style {
    case .plain, .any:
      if text.isEmpty, isInline {
        head = "null"
      } else if !isMultiline {
        head = text
      } else if !isInline, Self.fitsBlock(text) {
        setBlock(text, "|", indent, parentIndent)
      } else {
        head = Self.doubleQuoted(text)
      }
    case .singleQuoted:
      let fits = !isMultiline && scalars.allSatisfy { Self.isPrintable($0) }
      head = fits ? "'" + text.replacing("'", with: "''") + "'" : Self.doubleQuoted(text)
    case .literal, .folded:
      if !isInline, Self.fitsBlock(text) {
        setBlock(text, style == .literal ? "|" : ">", indent, parentIndent)
      } else {
        head = Self.doubleQuoted(text)
      }
    case .doubleQuoted: head = Self.doubleQuoted(text)
    }
  }

  private mutating func setBlock(_ text: String, _ indicator: String, _ indent: Int, _ parentIndent: Int) {
    var rows = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    head = indicator
    // A parser takes the first line's indent for the block's, unless it is told.
    if text.hasPrefix(" ") || text.hasPrefix("\n") { head += String(indent - parentIndent) }
    if !text.hasSuffix("\n") {
      head += "-"
    } else {
      rows.removeLast()
      if text.hasSuffix("\n\n") { head += "+" }
    }
    if indicator == ">" { rows = Self.unfolded(rows) }
    let margin = String(repeating: " ", count: indent)
    lines = rows.map { $0.isEmpty ? "" : margin + $0 }
  }

  /// An empty line more between lines that a reader would join.
  private static func unfolded(_ rows: [String]) -> [String] {
    func isJoined(_ row: String) -> Bool { !row.isEmpty && !row.hasPrefix(" ") && !row.hasPrefix("\t") }
    var result: [String] = []
    var lastText: String?
    for row in rows {
      if !row.isEmpty {
        if let lastText, isJoined(lastText), isJoined(row) { result.append("") }
        lastText = row
      }
      result.append(row)
    }
    return result
  }

  /// Whether the reference writes the value as a block: not when a space stands before a line's end.
  private static func fitsBlock(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let last = scalars.last, last != " ", scalars.contains(where: { $0 != "\n" }) else { return false }
    var previous: Unicode.Scalar = "\n"
    for scalar in scalars {
      if scalar == "\n" ? previous == " " : !(isPrintable(scalar) || scalar == "\t") { return false }
      previous = scalar
    }
    return true
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  private static let escapes: [Unicode.Scalar: String] = [
    "\"": "\\\"", "\\": "\\\\", "\0": "\\0", "\u{7}": "\\a", "\u{8}": "\\b", "\t": "\\t", "\n": "\\n",
    "\u{B}": "\\v", "\u{C}": "\\f", "\r": "\\r", "\u{1B}": "\\e", "\u{85}": "\\N", "\u{2028}": "\\L",
    "\u{2029}": "\\P",
  ]

  private static func doubleQuoted(_ text: String) -> String {
    var output = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] {
        output += escape.unicodeScalars
      } else if isPrintable(scalar) {
        output.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let isShort = scalar.value <= 0xFF
        let padding = String(repeating: "0", count: max(0, (isShort ? 2 : 4) - digits.count))
        output += "\\\(isShort ? "x" : "u")\(padding)\(digits)".unicodeScalars
      }
    }
    return "\"\(String(output))\""
  }
}
