/// What a call may name: the built-ins of a compiler, the functions that the language itself brings, and rules.
package struct FunctionTable {
  let builtins: BuiltinRegistry
  /// Built-ins that must not be called, with the remedy.
  let refused: [String: String]
  let tree: RuleTree

  /// Functions that the compile stages give their meaning to; a registry need not have them.
  private static let language = [
    "eq": 2, "assign": 2, "print": 0, "internal.print": 1, "internal.template_string": 1, "rego.metadata.rule": 0,
    "rego.metadata.chain": 0,
  ]

  /// Functions without a result.
  static let void: Set<String> = ["print", "internal.print"]

  /// Built-ins that v1 and strict mode refuse.
  package static let deprecated: Set<String> = [
    "all", "any", "cast_array", "cast_boolean", "cast_null", "cast_object", "cast_set", "cast_string",
    "net.cidr_overlap", "re_match", "set_diff",
  ]

  /// The names of the language's own functions.
  static var languageNames: some Sequence<String> { language.keys }

  init(_ compiler: Compiler, tree: RuleTree) {
    builtins = compiler.builtins
    refused = compiler.refusedBuiltins
    self.tree = tree
  }

  init(builtins: BuiltinRegistry, tree: RuleTree) {
    self.builtins = builtins
    refused = [:]
    self.tree = tree
  }

  /// The finding where a function that is called, or stands in for one, is a built-in that the host refuses.
  func refusal(of operation: Term, at location: Location) -> Diagnostic? {
    guard let name = operation.builtinName, let remedy = refused[name] else { return nil }
    return Diagnostic(.type, "undefined function \(name): \(remedy)", at: location)
  }

  static func arity(ofBuiltin name: String, in builtins: BuiltinRegistry) -> Int? {
    if let arity = builtins.byName[name]?.arity { return arity }
    return builtins.allowed?.contains(name) == false ? nil : language[name]
  }

  func isBuiltin(_ name: String) -> Bool { FunctionTable.arity(ofBuiltin: name, in: builtins) != nil }

  /// How many arguments the operator takes; nil for unknown functions. Rules that are no functions take none.
  func arity(of operation: Term) -> Int? {
    if let name = operation.builtinName { return FunctionTable.arity(ofBuiltin: name, in: builtins) }
    guard operation.isReference(under: "data"), let rule = tree.rules(at: operation.path).first else { return nil }
    return rule.head.arguments?.count ?? 0
  }

  func isRelation(_ name: String) -> Bool { builtins.byName[name]?.isRelation ?? false }
}
