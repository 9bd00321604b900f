/// The types of the built-ins that a compiler knows, read when they are first asked for.
struct BuiltinTypes {
  private let registry: BuiltinRegistry
  private var known: [String: FunctionType?] = [:]

  init(_ registry: BuiltinRegistry) { self.registry = registry }

  /// Nil for names that are no built-ins.
  mutating func type(of name: String) -> FunctionType? {
    if let known = known[name] { return known }
    let type = FunctionTable.arity(ofBuiltin: name, in: registry).map { read(name, arity: $0) }
    known[name] = .some(type)
    return type
  }

  /// The declaration that comes with the built-in, else the reference's. One that does not fit the number of
  /// arguments says nothing.
  private func read(_ name: String, arity: Int) -> FunctionType {
    let own = registry.byName[name]?.declaration.map { $0[...] }
    if let text = own ?? BuiltinDeclarations.declaration(of: name), let type = TypeDeclaration.function(text),
      type.arguments.count == arity
    {
      return type
    }
    return FunctionType(arguments: Array(repeating: .anything, count: arity), result: .anything)
  }
}
