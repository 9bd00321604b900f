/// How the reference's messages show what they quote.
enum GoText {
  /// What `%s` makes of data.
  static func string(_ node: YAMLNode) -> String {
    switch node.content {
    case .sequence(let elements): return "[" + elements.map(string).joined(separator: " ") + "]"
    case .mapping(let pairs):
      let sorted = pairs.sorted { ($0.key.text ?? "").utf8.lexicographicallyPrecedes(($1.key.text ?? "").utf8) }
      return "map[" + sorted.map { "\(string($0.key)):\(string($0.value))" }.joined(separator: " ") + "]"
    case .scalar(let text, _):
      switch node.scalar {
      case .null, nil: return "%!s(<nil>)"
      case .boolean(let value): return "%!s(bool=\(value))"
      case .integer(let digits): return "%!s(int=\(digits))"
      case .float(let digits): return "%!s(float64=\(digits))"
      case .string: return text
      }
    }
  }

  /// A step of a reference as a plain name.
  static func step(_ term: Term) -> String {
    if case .string(let name) = term.node { name } else { "\(term)" }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
  }
}
