// The syntax trees of GraphQL. Checks note in them what names mean, as the reference's do.

/// Operations and the fragments that they spread.
final class GraphQLQueryDocument {
  var operations: [GraphQLOperation] = []
  var fragments: [GraphQLFragment] = []
  /// The first fragment of each name.
  private(set) lazy var fragmentsByName = Dictionary(fragments.map { ($0.name, $0) }) { first, _ in first }
}

final class GraphQLOperation {
  /// `query`, `mutation` or `subscription`; objects may have others.
  var kind = "query"
  var name = ""
  var variables: [GraphQLVariable] = []
  var directives: [GraphQLDirective] = []
  var selections: [GraphQLSelection] = []
  var place: GraphQLPlace?
  var comment: [String] = []
}

final class GraphQLFragment {
  var name = ""
  var variables: [GraphQLVariable] = []
  var typeCondition = ""
  var directives: [GraphQLDirective] = []
  var selections: [GraphQLSelection] = []
  var place: GraphQLPlace?
  var comment: [String] = []
}

final class GraphQLVariable {
  var name = ""
  let type: GraphQLType
  var defaultValue: GraphQLValue?
  var directives: [GraphQLDirective] = []
  var place: GraphQLPlace?
  var comment: [String] = []
  var isUsed = false
  var definition: GraphQLDefinition?

  init(type: GraphQLType) { self.type = type }
}

enum GraphQLSelection {
  case field(GraphQLField)
  case inlineFragment(GraphQLInlineFragment)
  case spread(GraphQLSpread)
}

final class GraphQLField {
  var alias = ""
  var name = ""
  var arguments: [GraphQLArgument] = []
  var directives: [GraphQLDirective] = []
  var selections: [GraphQLSelection] = []
  var place: GraphQLPlace?
  var comment: [String] = []
  var definition: GraphQLFieldDefinition?
  /// The type that it is selected on.
  var parent: GraphQLDefinition?

  var responseName: String { alias.isEmpty ? name : alias }
}

final class GraphQLInlineFragment {
  var typeCondition = ""
  var directives: [GraphQLDirective] = []
  var selections: [GraphQLSelection] = []
  var place: GraphQLPlace?
  var comment: [String] = []
  var parent: GraphQLDefinition?
}

final class GraphQLSpread {
  var name = ""
  var directives: [GraphQLDirective] = []
  var place: GraphQLPlace?
  var comment: [String] = []
  /// The document holds fragments; a fragment may spread itself.
  weak var definition: GraphQLFragment?
  var parent: GraphQLDefinition?
}

struct GraphQLArgument {
  var name: String
  var value: GraphQLValue
  var place: GraphQLPlace?
  var comment: [String] = []
}

final class GraphQLDirective {
  var name = ""
  var arguments: [GraphQLArgument] = []
  var place: GraphQLPlace?
  /// Where a check met it; empty before.
  var location = ""
  var definition: GraphQLDirectiveDefinition?
}

/// A literal or a variable.
final class GraphQLValue {
  enum Kind: Int {
    case variable, int, float, string, block, boolean, null, enumeration, list, object
  }

  struct Child {
    var name = ""
    var value: GraphQLValue
    var place: GraphQLPlace?
    var comment: [String] = []
  }

  let kind: Kind
  var raw = ""
  var children: [Child] = []
  var place: GraphQLPlace?
  var comment: [String] = []
  var expectedType: GraphQLType?
  var expectedTypeHasDefault = false
  var definition: GraphQLDefinition?
  /// The operation holds variables; a variable's directives may use it.
  weak var variable: GraphQLVariable?

  init(_ kind: Kind) { self.kind = kind }

  /// As messages quote it.
  var text: String {
    switch kind {
    case .variable: "$" + raw
    case .int, .float, .enumeration, .boolean, .null: raw
    case .string, .block: raw.quoted
    case .list: "[" + children.map(\.value.text).joined(separator: ",") + "]"
    case .object: "{" + children.map { "\($0.name):\($0.value.text)" }.joined(separator: ",") + "}"
    }
  }
}

/// A reference to a type: a name, or a list of another.
final class GraphQLType {
  let name: String
  let element: GraphQLType?
  let isNonNull: Bool
  let place: GraphQLPlace?

  init(_ name: String = "", element: GraphQLType? = nil, isNonNull: Bool = false, place: GraphQLPlace? = nil) {
    self.name = name
    self.element = element
    self.isNonNull = isNonNull
    self.place = place
  }

  /// The name within all lists.
  var innermostName: String {
    var type = self
    while type.name.isEmpty, let element = type.element { type = element }
    return type.name
  }

  var text: String {
    let mark = isNonNull ? "!" : ""
    if name.isEmpty, let element { return "[\(element.text)]\(mark)" }
    return name + mark
  }

  /// Whether a value of this type fits where `other` is expected.
  func isCompatible(with other: GraphQLType) -> Bool {
    guard name == other.name else { return false }
    if let element {
      guard let otherElement = other.element, element.isCompatible(with: otherElement) else { return false }
    }
    return isNonNull || !other.isNonNull
  }
}
