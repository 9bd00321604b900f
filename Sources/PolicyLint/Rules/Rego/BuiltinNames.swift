import Rego

/// Sets of built-ins that several rules know.
enum BuiltinNames {
  /// The names that stand alone, and the first parts of those with dots.
  static let roots: Set<String> = {
    let infix: Set<Substring> = ["eq", "assign", "internal", "and", "or", "plus", "minus", "mul", "div", "rem"]
    var roots: Set<String> = ["print"]
    for name in BuiltinDeclarations.names {
      let root = name.prefix { $0 != "." }
      if !infix.contains(root), !comparisonNames.contains(String(root)) { roots.insert(String(root)) }
    }
    return roots
  }()

  /// The names without dots that policies call as functions.
  static let plain: Set<String> = roots.filter { BuiltinDeclarations.declaration(of: $0) != nil || $0 == "print" }

  private static let comparisonNames: Set<String> = ["equal", "neq", "gt", "gte", "lt", "lte"]

  static let deprecated = FunctionTable.deprecated

  static let comparisons: [String: String] = [
    "equal": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "eq": "=",
  ]
}
