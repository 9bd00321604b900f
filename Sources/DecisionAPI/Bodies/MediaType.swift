/// `type/subtype; name=value`, and other fields of that form.
enum MediaType {
  /// The part before the parameters, in lower case.
  static func name(of text: String) -> String {
    trimmed(text.prefix { $0 != ";" }).lowercased()
  }

  /// A parameter's value, out of its quotation marks; nil when there is none.
  static func parameter(_ name: String, of text: String) -> String? {
    var rest = text.drop { $0 != ";" }.dropFirst()
    while !rest.isEmpty {
      let own = trimmed(rest.prefix { $0 != "=" && $0 != ";" }).lowercased()
      rest = rest.drop { $0 != "=" && $0 != ";" }
      var value = ""
      if rest.first == "=" {
        rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        value = rest.first == "\"" ? takeQuoted(&rest) : trimmed(rest.prefix { $0 != ";" })
        rest = rest.drop { $0 != ";" }
      }
      if own == name { return value }
      rest = rest.dropFirst()
    }
    return nil
  }

  private static func takeQuoted(_ rest: inout Substring) -> String {
    var value = ""
    rest.removeFirst()
    while let character = rest.popFirst(), character != "\"" {
      if character == "\\", let escaped = rest.popFirst() { value.append(escaped) } else { value.append(character) }
    }
    return value
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(start[...last])
  }
}
