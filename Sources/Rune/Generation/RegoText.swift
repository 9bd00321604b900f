internal import Rego

/// Names and strings as Rego writes them.
enum RegoText {
  private static let keywords: Set = [
    "as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not", "null",
    "package", "some", "true", "with",
  ]

  /// `a.b["c-d"]`.
  static func path(_ root: String, _ names: [String]) -> String {
    names.reduce(into: root) { text, name in text += isPlain(name) ? "." + name : "[\(quoted(name))]" }
  }

  static func quoted(_ text: String) -> String { Document { $0.string(text) }.json }

  /// Whether a name can stand without quotes.
  static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, name != "_", !(0x30...0x39).contains(first), !keywords.contains(name) else {
      return false
    }
    return name.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
    }
  }
}
