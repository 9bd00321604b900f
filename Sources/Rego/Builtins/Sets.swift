/// Sets.
enum Sets {
  static let all: [Builtin] = [
    Builtin("and", 2) { (context, operands) throws(BuiltinError) in
      let first = try operands.set(0)
      return intersection(context.arena, first, try operands.set(1))
    },
    Builtin("or", 2) { (context, operands) throws(BuiltinError) in
      let first = try operands.set(0)
      return try union(context.arena, first, try operands.set(1))
    },
    Builtin("set_diff", 2) { (context, operands) throws(BuiltinError) in
      let first = try operands.set(0)
      return difference(context.arena, first, try operands.set(1))
    },
    Builtin("intersection", 1) { (context, operands) throws(BuiltinError) in
      let sets = try operands.set(0).sortedMembers
      guard var result = sets.first else { return SetBuilder(context.arena).finish() }
      for set in sets {
        guard set.tag == .set else { throw .operandType(1, expected: .set, got: set.kind) }
        if set.bits != result.bits { result = intersection(context.arena, result, set) }
      }
      return result
    },
    Builtin("union", 1) { (context, operands) throws(BuiltinError) in
      let sets = try operands.set(0).sortedMembers
      var builder = SetBuilder(context.arena)
      for set in sets {
        guard set.tag == .set else { throw .operandType(1, expected: .set, got: set.kind) }
        for member in set.sortedMembers { builder.insert(member) }
        if context.arena.isExhausted { throw .outOfMemory }
      }
      return builder.finish()
    },
  ]

  static func intersection(_ arena: Arena, _ a: Value, _ b: Value) -> Value {
    let (small, large) = a.count <= b.count ? (a, b) : (b, a)
    var builder = SetBuilder(arena, capacity: min(small.count, 8))
    for member in small.sortedMembers where large.hasMember(member) { builder.insert(member) }
    return builder.finish()
  }

  static func union(_ arena: Arena, _ a: Value, _ b: Value) throws(BuiltinError) -> Value {
    if a.count == 0 { return b }
    if b.count == 0 { return a }
    guard arena.admits((a.count + b.count) * MemoryLayout<Value>.stride) else { throw .outOfMemory }
    var builder = SetBuilder(arena, capacity: a.count + b.count)
    let first = a.sortedMembers
    let second = b.sortedMembers
    // Merged in order, so that the result is sorted from the start.
    var i = 0
    var j = 0
    while i < first.count || j < second.count {
      let takesFirst = j == second.count || (i < first.count && Value.compare(first[i], second[j]) <= 0)
      builder.insert(takesFirst ? first[i] : second[j])
      if takesFirst { i += 1 } else { j += 1 }
    }
    return builder.finish()
  }

  static func difference(_ arena: Arena, _ a: Value, _ b: Value) -> Value {
    var builder = SetBuilder(arena, capacity: min(a.count, 8))
    for member in a.sortedMembers where !b.hasMember(member) { builder.insert(member) }
    return builder.finish()
  }
}
