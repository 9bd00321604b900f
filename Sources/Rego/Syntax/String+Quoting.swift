extension String {
  /// In double quotes, with the escapes that the reference's own quoting uses.
  package var quoted: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{07}": text += "\\a"
      case "\u{08}": text += "\\b"
      case "\u{0C}": text += "\\f"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0B}": text += "\\v"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: text += "\\x" + scalar.value.hexadecimal(places: 2)
      case _ where !scalar.isPrintable: text += scalar.escaped
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  /// Whether it can follow a dot.
  var isPlainName: Bool {
    guard let first = utf8.first, !Lexer.isDecimal(Int32(first)) else { return false }
    return utf8.allSatisfy { Lexer.isLetter(Int32($0)) || Lexer.isDecimal(Int32($0)) }
      && !Keywords.isKeyword(self, in: .v1)
  }
}

extension Unicode.Scalar {
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  fileprivate var escaped: String {
    value > 0xFFFF ? "\\U" + value.hexadecimal(places: 8) : "\\u" + value.hexadecimal(places: 4)
  }
}

extension UInt32 {
  func hexadecimal(places: Int) -> String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, places - digits.count)) + digits
  }
}
