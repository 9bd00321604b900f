/// Objects.
enum Objects {
  static let all: [Builtin] = [
    Builtin("object.get", 3) { (_, operands) throws(BuiltinError) in
      let object = try operands.object(0)
      let path = operands[1]
      guard path.tag == .array else {
        let found = object.member(path)
        return found.isUndefined ? operands[2] : found
      }
      var current = object
      for step in path.elements {
        current = child(current, step)
        if current.isUndefined { return operands[2] }
      }
      return current
    },
    Builtin("object.keys", 1) { (context, operands) throws(BuiltinError) in
      let entries = try operands.object(0).sortedEntries
      guard context.arena.admits(entries.count * MemoryLayout<Value>.stride) else { throw .outOfMemory }
      var builder = SetBuilder(context.arena, capacity: entries.count)
      for entry in entries { builder.insert(entry.key) }
      return builder.finish()
    },
    Builtin("object.remove", 2) { (context, operands) throws(BuiltinError) in
      try select(context.arena, operands) { !$0 }
    },
    Builtin("object.filter", 2) { (context, operands) throws(BuiltinError) in
      try select(context.arena, operands) { $0 }
    },
    Builtin("object.union", 2) { (context, operands) throws(BuiltinError) in
      let first = try operands.object(0)
      return try union(context.arena, first, try operands.object(1))
    },
    Builtin("object.union_n", 1) { (context, operands) throws(BuiltinError) in
      let objects = try operands.array(0).elements
      var result = ObjectBuilder(context.arena).finish()
      for object in objects {
        guard object.tag == .object else { throw .element(1, of: operands[0], got: object, expected: "object") }
        result = try union(context.arena, result, object)
      }
      return result
    },
    Builtin("object.subset", 2) { (context, operands) throws(BuiltinError) in
      switch (operands[0].tag, operands[1].tag) {
      case (.object, .object), (.set, .set), (.array, .array): return Value(isSubset(operands[1], of: operands[0]))
      case (.array, .set): return Value(isSubset(operands[1], ofArray: operands[0]))
      default:
        throw .type("both arguments object.subset must be of the same type or array and set")
      }
    },
  ]

  /// What lies at `step` in a document, or undefined.
  static func child(_ value: Value, _ step: Value) -> Value {
    switch value.tag {
    case .object: return value.member(step)
    case .set: return value.hasMember(step) ? step : .undefined
    case .array:
      guard step.tag == .int, step.int64 >= 0, step.int64 < Int64(value.count) else { return .undefined }
      return value.elements[Int(step.int64)]
    default: return .undefined
    }
  }

  /// The pairs of operand 1 for which `keeps` takes whether operand 2 names their key.
  private static func select(
    _ arena: Arena, _ operands: Operands, _ keeps: (Bool) -> Bool
  ) throws(BuiltinError) -> Value {
    let object = try operands.object(0)
    var names = operands[1]
    switch names.tag {
    case .object, .set: break
    case .array:
      var builder = SetBuilder(arena, capacity: names.count)
      for key in names.elements { builder.insert(key) }
      names = builder.finish()
    default: throw .operandType(2, expected: [.object, .set, .array], got: names.kind)
    }
    var builder = ObjectBuilder(arena)
    for entry in object.sortedEntries {
      let isNamed = names.tag == .set ? names.hasMember(entry.key) : !names.member(entry.key).isUndefined
      if keeps(isNamed) { builder.append(entry.key, entry.value) }
    }
    if arena.isExhausted { throw .outOfMemory }
    return builder.finish()
  }

  /// Both objects' pairs; where both have a key, objects are united and else the second one's value is taken.
  static func union(_ arena: Arena, _ a: Value, _ b: Value) throws(BuiltinError) -> Value {
    if b.count == 0 { return a }
    if a.count == 0 { return b }
    guard arena.admits((a.count + b.count) * MemoryLayout<Entry>.stride) else { throw .outOfMemory }
    var builder = ObjectBuilder(arena, capacity: a.count + b.count)
    for entry in a.sortedEntries {
      let other = b.member(entry.key)
      if other.isUndefined {
        builder.append(entry.key, entry.value)
      } else if entry.value.tag == .object, other.tag == .object {
        builder.append(entry.key, try union(arena, entry.value, other))
      } else {
        builder.append(entry.key, other)
      }
    }
    for entry in b.sortedEntries where a.member(entry.key).isUndefined { builder.append(entry.key, entry.value) }
    return builder.finish()
  }

  /// Objects: every key is there, with a value that is equal, or of which this is again a subset. Sets: every member
  /// is. Arrays: the elements lie one after another.
  static func isSubset(_ small: Value, of large: Value) -> Bool {
    switch (large.tag, small.tag) {
    case (.object, .object):
      for entry in small.unorderedEntries {
        let other = large.member(entry.key)
        if other.isUndefined || !(Value.equal(entry.value, other) || isSubset(entry.value, of: other)) { return false }
      }
      return true
    case (.set, .set):
      if small.count > large.count { return false }
      for member in small.sortedMembers where !large.hasMember(member) { return false }
      return true
    case (.array, .array): return isSubsequence(small.elements, of: large.elements)
    default: return false
    }
  }

  /// The reference counts down at each element that is a member: an element that occurs twice counts twice, and an
  /// empty array has no subset.
  private static func isSubset(_ small: Value, ofArray large: Value) -> Bool {
    var unmatched = small.count
    for element in large.elements {
      if small.hasMember(element) { unmatched -= 1 }
      if unmatched == 0 { return true }
    }
    return false
  }

  private static func isSubsequence(_ small: UnsafeBufferPointer<Value>, of large: UnsafeBufferPointer<Value>) -> Bool {
    if small.count > large.count { return false }
    for start in 0...(large.count - small.count) {
      var matched = 0
      while matched < small.count, Value.equal(large[start + matched], small[matched]) { matched += 1 }
      if matched == small.count { return true }
    }
    return false
  }
}
