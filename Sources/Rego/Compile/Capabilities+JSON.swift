extension Capabilities {
  /// Why a document is no capabilities.
  public struct ReadError: Error {
    public let message: String
  }

  /// Reads the reference's form: `{"builtins": [{"name", …}], "features", "future_keywords", "allow_net"}`. What is left
  /// out is not there, but for `allow_net`, without which all hosts may be reached. Of the built-ins the names count.
  public init(document: Value) throws(ReadError) {
    func fault(_ what: String) -> ReadError { ReadError(message: "`\(what)`: not of the form of capabilities") }
    func strings(_ key: String) throws(ReadError) -> [String]? {
      let list = document[key]
      if list.isUndefined || list.kind == .null { return nil }
      let names = list.items.compactMap(\.string)
      guard list.kind == .array, names.count == list.count else { throw fault(key) }
      return names
    }
    guard document.kind == .object else { throw ReadError(message: "capabilities must be an object") }
    self.init()
    if !document["builtins"].isUndefined {
      let names = document["builtins"].items.compactMap { $0["name"].string }
      guard names.count == document["builtins"].count else { throw fault("builtins") }
      builtins = Set(names)
    }
    features = Set(try strings("features") ?? [])
    futureKeywords = Set(try strings("future_keywords") ?? [])
    allowedHosts = try strings("allow_net")
  }

  /// The reference's form.
  /// - Parameters:
  ///   - registry: describes the built-ins.
  ///   - arena: holds the document.
  public func document(_ registry: BuiltinRegistry = .standard, in arena: Arena) -> Value {
    func list(_ names: some Sequence<String>) -> Value { arena.array(names.sorted().map { arena.string($0) }) }
    var result = ObjectBuilder(arena)
    var types = BuiltinTypes(registry)
    result.set("builtins", arena.array(builtins.sorted().map { Self.builtin($0, registry, &types, arena) }))
    result.set("features", list(features))
    if !futureKeywords.isEmpty { result.set("future_keywords", list(futureKeywords)) }
    if let allowedHosts { result.set("allow_net", list(allowedHosts)) }
    return result.finish()
  }

  private static func builtin(
    _ name: String, _ registry: BuiltinRegistry, _ types: inout BuiltinTypes, _ arena: Arena
  ) -> Value {
    var result = ObjectBuilder(arena)
    result.set("name", arena.string(name))
    if let type = types.type(of: name) { result.set("decl", StaticType.function(type).document(in: arena)) }
    if let sign = infix[name] { result.set("infix", arena.string(sign)) }
    if let builtin = registry.byName[name] {
      if !builtin.isDeterministic { result.set("nondeterministic", .true) }
      if builtin.isRelation { result.set("relation", .true) }
    }
    return result.finish()
  }

  private static let infix = [
    "eq": "=", "assign": ":=", "equal": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=",
    "plus": "+", "minus": "-", "mul": "*", "div": "/", "rem": "%", "and": "&", "or": "|", "internal.member_2": "in",
    "internal.member_3": "in",
  ]
}
