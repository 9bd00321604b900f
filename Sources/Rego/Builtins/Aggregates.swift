/// What reduces or orders a collection.
enum Aggregates {
  static let all: [Builtin] = [
    Builtin("count", 1) { (_, operands) throws(BuiltinError) in
      switch operands[0].tag {
      case .array, .object, .set: return Value(operands[0].count)
      case .string: return Value(operands[0].codePointCount)
      default:
        throw .operandType(1, expected: [.array, .object, .set, .string, .alphabetical], got: operands[0].kind)
      }
    },
    Builtin("sum", 1) { (context, operands) throws(BuiltinError) in try sum(context.arena, operands) },
    Builtin("product", 1) { (context, operands) throws(BuiltinError) in try product(context.arena, operands) },
    Builtin("max", 1) { (_, operands) throws(BuiltinError) in
      if operands[0].tag == .set { return operands[0].sortedMembers.last ?? .undefined }
      return try extreme(operands) { Value.compare($0, $1) <= 0 }
    },
    Builtin("min", 1) { (_, operands) throws(BuiltinError) in
      // In a set the reference takes null for no minimum yet.
      if operands[0].tag == .set {
        let members = operands[0].sortedMembers
        return (members.count > 1 && members[0].tag == .null ? members[1] : members.first) ?? .undefined
      }
      return try extreme(operands) { Value.compare($0, $1) >= 0 }
    },
    Builtin("sort", 1) { (context, operands) throws(BuiltinError) in try sorted(context, operands) },
    Builtin("all", 1) { (_, operands) throws(BuiltinError) in
      for element in try operands.sequence(0, expected: [.array, .set, .alphabetical]) where !element.isTrue {
        return .false
      }
      return .true
    },
    Builtin("any", 1) { (_, operands) throws(BuiltinError) in
      for element in try operands.sequence(0, expected: [.array, .set, .alphabetical]) where element.isTrue {
        return .true
      }
      return .false
    },
  ]

  private static func extreme(
    _ operands: Operands, _ replaces: (Value, Value) -> Bool
  ) throws(BuiltinError) -> Value {
    let elements = try operands.sequence(0)
    guard var best = elements.first else { return .undefined }
    for element in elements.dropFirst() where replaces(best, element) { best = element }
    return best
  }

  /// Integers wrap at 64 bits, as they do in the reference; anything else is added as floating point.
  private static func sum(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let elements = try operands.sequence(0)
    var total: Int64 = 0
    var areIntegers = true
    for element in elements {
      guard element.tag == .int else {
        areIntegers = false
        break
      }
      total &+= element.int64
    }
    if areIntegers { return Value(total) }
    var sum = BigFloat.zero
    for element in elements {
      guard element.isNumber else { throw .element(1, of: operands[0], got: element, expected: "number") }
      sum = sum + BigFloat(element)
    }
    return try Arithmetic.number(arena, sum)
  }

  private static func product(_ arena: Arena, _ operands: Operands) throws(BuiltinError) -> Value {
    let elements = try operands.sequence(0)
    var total: Int64 = 1
    var isExact = true
    for element in elements {
      guard element.tag == .int,
        case (let product, let overflow) = total.multipliedReportingOverflow(by: element.int64),
        !overflow
      else {
        isExact = false
        break
      }
      total = product
    }
    if isExact { return Value(total) }
    var product = BigFloat(1)
    for element in elements {
      guard element.isNumber else { throw .element(1, of: operands[0], got: element, expected: "number") }
      product = product * BigFloat(element)
    }
    return try Arithmetic.number(arena, product)
  }

  private static func sorted(_ context: BuiltinContext, _ operands: Operands) throws(BuiltinError) -> Value {
    let arena = context.arena
    let elements = try operands.sequence(0)
    guard arena.admits(elements.count * MemoryLayout<Value>.stride) else { throw .outOfMemory }
    try context.charge(elements.count >> 2)
    let (array, copy) = arena.array(count: elements.count)
    if let source = elements.baseAddress { copy.update(from: source, count: elements.count) }
    if operands[0].tag == .array {
      InPlaceSort.sort(UnsafeMutableBufferPointer(start: copy, count: elements.count)) { Value.compare($0, $1) < 0 }
    }
    return array
  }
}
