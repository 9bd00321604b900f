/// Comparison operators, and membership, which `in` is written as.
enum Comparison {
  static let all: [Builtin] = [
    Builtin("equal", 2) { Value(Value.equal($1[0], $1[1])) },
    Builtin("neq", 2) { Value(!Value.equal($1[0], $1[1])) },
    Builtin("lt", 2) { Value(order($1) < 0) },
    Builtin("lte", 2) { Value(order($1) <= 0) },
    Builtin("gt", 2) { Value(order($1) > 0) },
    Builtin("gte", 2) { Value(order($1) >= 0) },
    Builtin("internal.member_2", 2) { Value(isMember($1[0], of: $1[1])) },
    Builtin("internal.member_3", 3) { Value(isMember(key: $1[0], $1[1], of: $1[2])) },
  ]

  @inline(__always)
  private static func order(_ operands: Operands) -> Int {
    if operands[0].tag == .int, operands[1].tag == .int {
      return operands[0].int64 < operands[1].int64 ? -1 : (operands[0].int64 > operands[1].int64 ? 1 : 0)
    }
    return Value.compare(operands[0], operands[1])
  }

  /// Whether `value` is an element of an array or a set, or a value of an object.
  static func isMember(_ value: Value, of collection: Value) -> Bool {
    switch collection.tag {
    case .set: return collection.hasMember(value)
    case .array:
      for element in collection.elements where Value.equal(element, value) { return true }
      return false
    case .object:
      for entry in collection.unorderedEntries where Value.equal(entry.value, value) { return true }
      return false
    default: return false
    }
  }

  /// Whether `value` is what the collection holds at `key`; a set holds nothing at its members.
  static func isMember(key: Value, _ value: Value, of collection: Value) -> Bool {
    switch collection.tag {
    case .array:
      guard key.tag == .int, key.int64 >= 0, key.int64 < Int64(collection.count) else { return false }
      return Value.equal(collection.elements[Int(key.int64)], value)
    case .object:
      let found = collection.member(key)
      return !found.isUndefined && Value.equal(found, value)
    default: return false
    }
  }
}
