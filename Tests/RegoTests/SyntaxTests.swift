import Rego
import Testing

/// What the tests of the parser share.
enum Syntax {
  /// A module `package p` with this text behind it, which starts in row 2.
  static func module(_ text: String, _ version: RegoVersion = .v1) throws -> Module {
    try Parser.module(SourceText(name: "p.rego", text: "package p\n" + text), version: version)
  }

  static func term(_ text: String) throws -> Term { try Parser.term(SourceText(name: "", text: text)) }

  static func query(_ text: String, _ version: RegoVersion = .v1) throws -> Body {
    try Parser.query(SourceText(name: "", text: text), version: version)
  }

  /// The findings of a whole text, `row:column: message` each.
  static func findings(
    _ text: String, _ version: RegoVersion = .v1, annotations: AnnotationReader? = nil
  ) -> [String] {
    do {
      _ = try Parser.module(SourceText(name: "p.rego", text: text), version: version, annotations: annotations)
      return []
    } catch {
      return error.all.map { "\($0.location.row):\($0.location.column): \($0.message)" }
    }
  }
}

struct SyntaxCase: Sendable, CustomTestStringConvertible {
  var text: String
  var want: String
  var version: RegoVersion = .v1

  init(_ text: String, _ want: String, _ version: RegoVersion = .v1) {
    self.text = text
    self.want = want
    self.version = version
  }

  var testDescription: String { text }
}
