/// Nodes as text, in the reference's notation.
extension Term: CustomStringConvertible {
  public var description: String {
    switch node {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let text): text.quoted
    case .variable(let name): name.hasPrefix("$") ? "_" : name
    case .reference(let steps): Term.path(steps)
    case .array(let items): "[" + items.joined + "]"
    case .set(let items): items.isEmpty ? "set()" : "{" + items.joined + "}"
    case .object(let items): "{" + items.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    case .arrayComprehension(let term, let body): "[\(term) | \(body.text)]"
    case .setComprehension(let term, let body): "{\(term) | \(body.text)}"
    case .objectComprehension(let key, let value, let body): "{\(key): \(value) | \(body.text)}"
    case .call(let function, let arguments): "\(function)(\(arguments.joined))"
    case .template(let parts): "$\"" + parts.map(\.text).joined() + "\""
    }
  }

  /// `a.b["c d"][x]`.
  static func path(_ steps: [Term]) -> String {
    guard let head = steps.first else { return "" }
    return steps.dropFirst().reduce(into: head.description) { text, step in
      if case .string(let name) = step.node, name.isPlainName {
        text += "." + name
      } else {
        text += "[\(step)]"
      }
    }
  }
}

extension TemplatePart {
  fileprivate var text: String {
    switch self {
    case .literal(let text): String(text.quoted.dropFirst().dropLast()).replacing("{", with: "\\{")
    case .expression(let expression): "{\(expression)}"
    }
  }
}

extension Array where Element == Term {
  fileprivate var joined: String { map(\.description).joined(separator: ", ") }
}

extension Array where Element == Expression {
  /// The expressions joined by `; `.
  var text: String { map(\.description).joined(separator: "; ") }
}

extension Expression: CustomStringConvertible {
  public var description: String {
    var words = isNegated ? ["not"] : []
    switch node {
    case .term(let term): words.append(term.description)
    case .call(let function, let arguments):
      let isUnification = function.isVariable("eq") && arguments.count == 2
      words.append(
        isUnification ? "\(arguments[0]) = \(arguments[1])" : Term(.call(function, arguments), at: .none).description)
    case .some(let terms): words.append(Expression.someText(terms))
    case .every(let every):
      let names = (every.key.map { "\($0), " } ?? "") + every.value.description
      words.append("every \(names) in \(every.domain) { \(every.body.text) }")
    }
    words += with.map { "with \($0.target) as \($0.value)" }
    return words.joined(separator: " ")
  }

  private static func someText(_ terms: [Term]) -> String {
    if terms.count == 1, case .call(_, let operands) = terms[0].node, let domain = operands.last {
      return "some \(Array(operands.dropLast()).joined) in \(domain)"
    }
    return "some " + terms.joined
  }
}

extension Head: CustomStringConvertible {
  public var description: String {
    var text = Term.path(reference)
    if let arguments { text += "(\(arguments.joined))" }
    if let key { text += " contains \(key)" }
    if let value { text += (isAssignment ? " := " : " = ") + value.description }
    return text
  }
}

extension Rule: CustomStringConvertible {
  public var description: String {
    if isDefault { return "default \(head)" }
    var text = "\(head) if { \(body.text) }"
    var next = elseRule
    while let rule = next {
      text += " else" + (rule.head.value.map { " = \($0)" } ?? "") + " if { \(rule.body.text) }"
      next = rule.elseRule
    }
    return text
  }
}

extension String {
  /// In double quotes, with the escapes that the reference's own quoting uses.
  var quoted: String {
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
  fileprivate func hexadecimal(places: Int) -> String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, places - digits.count)) + digits
  }
}
