/// Types in the reference's form, as capabilities show them.
extension StaticType {
  /// `{"type": "array", "dynamic": {"type": "string"}}`.
  func document(in arena: Arena) -> Value {
    var result = ObjectBuilder(arena)
    func set(_ key: String, _ value: Value) { result.set(key, value) }
    switch self {
    case .null: set("type", arena.string("null"))
    case .boolean: set("type", arena.string("boolean"))
    case .number: set("type", arena.string("number"))
    case .string: set("type", arena.string("string"))
    case .array(let type):
      set("type", arena.string("array"))
      if !type.elements.isEmpty { set("static", arena.array(type.elements.map { $0.document(in: arena) })) }
      if let rest = type.rest { set("dynamic", rest.document(in: arena)) }
    case .set(let type):
      set("type", arena.string("set"))
      set("of", type.member.document(in: arena))
    case .object(let type):
      set("type", arena.string("object"))
      if !type.properties.isEmpty {
        set(
          "static", arena.array(type.properties.map { Self.pair(arena.string(GoText.step($0.key)), $0.value, arena) }))
      }
      if let rest = type.rest { set("dynamic", Self.pair(rest.key.document(in: arena), rest.value, arena)) }
    case .any(let type):
      set("type", arena.string("any"))
      if !type.members.isEmpty { set("of", arena.array(type.members.map { $0.document(in: arena) })) }
    case .function(let type):
      set("type", arena.string("function"))
      if !type.arguments.isEmpty { set("args", arena.array(type.arguments.map { $0.type.document(in: arena) })) }
      if let output = type.result { set("result", output.type.document(in: arena)) }
    }
    return result.finish()
  }

  private static func pair(_ key: Value, _ value: StaticType?, _ arena: Arena) -> Value {
    var pair = ObjectBuilder(arena)
    pair.set("key", key)
    pair.set("value", value.document(in: arena))
    return pair.finish()
  }
}

extension StaticType? {
  /// What is not known is anything.
  fileprivate func document(in arena: Arena) -> Value { (self ?? .anything).document(in: arena) }
}
