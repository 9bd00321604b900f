/// What is known about variables and documents at one place; what is not known here may be known further out.
///
/// Only the stage that makes one changes it; that of a program is read by the checks of many queries.
final class TypeEnvironment: @unchecked Sendable {
  let next: TypeEnvironment?
  var variables: [String: StaticType] = [:]
  /// The roots: `input`, `data`.
  var documents: TypeTree?
  /// The comprehensions of the expression that is checked, by their places: checked once, used several times.
  var closures: [ClosureKey: ClosureTypes] = [:]

  init(within next: TypeEnvironment? = nil) { self.next = next }

  func put(_ type: StaticType, at path: some Sequence<Term>) {
    if documents == nil { documents = TypeTree() }
    documents!.put(type, at: path)
  }

  /// The type of a variable, as far out as it is known.
  func type(ofVariable name: String) -> StaticType? {
    var scope: TypeEnvironment? = self
    while let current = scope {
      if let type = current.variables[name] { return type }
      scope = current.next
    }
    return nil
  }
}

/// Where a comprehension stands.
struct ClosureKey: Hashable {
  let offset: Int
  let kind: String
}

/// What came of checking a comprehension: errors, or its type.
struct ClosureTypes {
  let errors: [TypeError]
  let type: StaticType?
}

/// An error of the type checker.
struct TypeError {
  let diagnostic: Diagnostic
  /// Whether an unknown type is part of it: where another error explains that, this one is left out.
  var isByUnknown = false
}
