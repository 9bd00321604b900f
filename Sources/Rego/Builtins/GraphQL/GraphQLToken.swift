/// A token of a GraphQL text.
struct GraphQLToken {
  /// The raw value is how messages call it.
  enum Kind: String {
    case invalid = "<Invalid>"
    case end = "<EOF>"
    case bang = "!"
    case dollar = "$"
    case ampersand = "&"
    case openParenthesis = "("
    case closeParenthesis = ")"
    case spread = "..."
    case colon = ":"
    case equals = "="
    case at = "@"
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"
    case pipe = "|"
    case name = "Name"
    case int = "Int"
    case float = "Float"
    case string = "String"
    case blockString = "BlockString"
    case comment = "Comment"
  }

  var kind: Kind
  var value = ""
  var place: GraphQLPlace
  /// What an invalid token breaks.
  var message: String?

  /// `Name "type"`, or `{`.
  var text: String { value.isEmpty ? kind.rawValue : "\(kind.rawValue) \(value.quoted)" }

  func isName(_ name: String) -> Bool { kind == .name && value == name }
}
