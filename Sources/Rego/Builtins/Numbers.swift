import BigInt

/// Ranges and random numbers.
enum Numbers {
  static let all: [Builtin] = [
    Builtin("numbers.range", 2) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int, operands[1].tag == .int {
        return try range(context, operands[0].int64, operands[1].int64, step: 1)
      }
      let first = try operands.bigInteger(0)
      return try range(context, first, try operands.bigInteger(1), step: 1)
    },
    Builtin("numbers.range_step", 3) { (context, operands) throws(BuiltinError) in
      let first = try operands.bigInteger(0)
      let last = try operands.bigInteger(1)
      let badStep = BuiltinError.failed("numbers.range_step: step must be a positive integer")
      // Between small bounds the reference has one complaint for all steps that are wrong.
      if Arithmetic.wholeNumber(ifNumber: operands[2]) == nil, (-1...512).contains(first), (-1...512).contains(last) {
        throw badStep
      }
      let step = try operands.bigInteger(2)
      if step <= 0 { throw badStep }
      if let a = Int64(exactly: first), let b = Int64(exactly: last) {
        return try range(context, a, b, step: UInt64(clamping: step))
      }
      return try range(context, first, last, step: step)
    },
    Builtin("rand.intn", 2, isDeterministic: false) { (context, operands) throws(BuiltinError) in
      _ = try operands.string(0)
      let bound = try operands.integer(1).magnitude
      return Value(bound == 0 ? 0 : Int64(clamping: context.random.next(upperBound: bound)))
    },
  ]

  /// From `first` up or down to `last`, both within.
  private static func range(
    _ context: BuiltinContext, _ first: Int64, _ last: Int64, step: UInt64
  ) throws(BuiltinError) -> Value {
    let arena = context.arena
    let isUp = first <= last
    let distance = UInt64(bitPattern: isUp ? last &- first : first &- last)
    let (count, overflow) = Int(clamping: distance / step).addingReportingOverflow(1)
    let (byteCount, tooMuch) = count.multipliedReportingOverflow(by: MemoryLayout<Value>.stride)
    guard !overflow, !tooMuch, arena.admits(byteCount) else { throw .outOfMemory }
    try context.charge(count >> 5)
    let (array, elements) = try Arrays.reserve(arena, count)
    var current = first
    for index in 0..<count {
      elements[index] = Value(current)
      // Past the last element this may wrap; nobody looks at it then.
      current = isUp ? current &+ Int64(truncatingIfNeeded: step) : current &- Int64(truncatingIfNeeded: step)
    }
    return array
  }

  private static func range(
    _ context: BuiltinContext, _ first: BigInt, _ last: BigInt, step: BigInt
  ) throws(BuiltinError) -> Value {
    let arena = context.arena
    let isUp = first <= last
    let count = Int(clamping: (isUp ? last - first : first - last) / step)
    guard count < 1 << 26, arena.admits((count + 1) * (MemoryLayout<Value>.stride + 24)) else { throw .outOfMemory }
    try context.charge(count)
    let (array, elements) = try Arrays.reserve(arena, count + 1)
    var current = first
    for index in 0...count {
      elements[index] = try Arithmetic.integer(arena, current)
      current += isUp ? step : -step
    }
    return array
  }
}
