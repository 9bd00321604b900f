import Rego

/// Why a YAML value cannot be a JSON value.
struct UnrepresentableValue: Error {
  let reason: String
}

extension YAMLReader {
  /// A value of whatever type, as JSON has it.
  /// - Throws: when JSON has no such value.
  func value(_ node: YAMLNode, into arena: Arena, depth: Int = 0) throws(UnrepresentableValue) -> Value {
    guard visit(node) else { return .null }
    guard depth < Self.depthMax else {
      throw UnrepresentableValue(reason: "nested deeper than \(Self.depthMax) levels")
    }
    switch node {
    case .scalar(let scalar): return try self.scalar(YAMLScalar(scalar), into: arena)
    case .sequence(let sequence):
      var builder = ArrayBuilder(arena, capacity: sequence.count)
      for element in sequence { builder.append(try value(element, into: arena, depth: depth + 1)) }
      return builder.finish()
    case .mapping(let mapping):
      let pairs = pairs(of: mapping)
      var builder = ObjectBuilder(arena, capacity: pairs.count)
      for (key, element) in pairs {
        guard case .scalar(let scalar) = key, case .string(let name) = YAMLScalar(scalar) else {
          throw UnrepresentableValue(reason: "a map with a key that is no string")
        }
        builder.set(arena.string(name), try value(element, into: arena, depth: depth + 1))
      }
      return builder.finish()
    }
  }

  private func scalar(_ scalar: YAMLScalar, into arena: Arena) throws(UnrepresentableValue) -> Value {
    switch scalar {
    case .null: return .null
    case .boolean(let flag): return Value(flag)
    case .integer(let integer): return Value(integer)
    case .unsigned(let integer): return arena.number(String(integer))
    case .float(let number):
      guard number.isFinite else { throw UnrepresentableValue(reason: "the number \(number)") }
      return BinaryNumbers.number(number, in: arena)
    case .timestamp(let text), .string(let text): return arena.string(text)
    }
  }
}
