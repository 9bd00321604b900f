import BigInt

/// Bitwise operations on integers of any size, negative ones in two's complement.
enum Bits {
  static let all: [Builtin] = [
    operation("bits.and", { $0 & $1 }, { $0 & $1 }),
    operation("bits.or", { $0 | $1 }, { $0 | $1 }),
    operation("bits.xor", { $0 ^ $1 }, { $0 ^ $1 }),
    Builtin("bits.negate", 1) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int { return Value(~operands[0].int64) }
      return try Arithmetic.integer(context.arena, -1 - operands.bigInteger(0))
    },
    Builtin("bits.lsh", 2) { (context, operands) throws(BuiltinError) in
      let value = try operands.bigInteger(0)
      let shift = try shiftCount(operands)
      guard value != 0, shift > 0 else { return try Arithmetic.integer(context.arena, value) }
      guard shift <= Arithmetic.integerBitsMax - value.bitWidth else { throw .outOfMemory }
      return try Arithmetic.integer(context.arena, value << shift)
    },
    Builtin("bits.rsh", 2) { (context, operands) throws(BuiltinError) in
      let value = try operands.bigInteger(0)
      let shift = try shiftCount(operands)
      if operands[0].tag == .int { return Value(operands[0].int64 >> Int64(min(shift, 63))) }
      // Rounds towards negative infinity.
      let quotient = value.magnitude >> min(shift, value.bitWidth)
      let isExact = quotient << min(shift, value.bitWidth) == value.magnitude
      let shifted = BigInt(quotient)
      return try Arithmetic.integer(context.arena, value < 0 ? -shifted - (isExact ? 0 : 1) : shifted)
    },
  ]

  private static func operation(
    _ name: String, _ small: @escaping @Sendable (Int64, Int64) -> Int64,
    _ large: @escaping @Sendable (BigInt, BigInt) -> BigInt
  ) -> Builtin {
    Builtin(name, 2) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int, operands[1].tag == .int { return Value(small(operands[0].int64, operands[1].int64)) }
      let first = try operands.bigInteger(0)
      return try Arithmetic.integer(context.arena, large(first, try operands.bigInteger(1)))
    }
  }

  /// How far to shift; what is beyond any possible result is held at its bound.
  private static func shiftCount(_ operands: Operands) throws(BuiltinError) -> Int {
    let count = try operands.bigInteger(1)
    if count < 0 { throw .type("operand 2 must be an unsigned integer number but got a negative integer") }
    return Int(clamping: count)
  }
}

extension UnsafePointer<Value> {
  /// An integer of any size; `1.0` and `1e3` count.
  func bigInteger(_ index: Int) throws(BuiltinError) -> BigInt {
    guard self[index].isNumber else {
      throw .type("operand \(index + 1) must be integer but got \(self[index].kind.name)")
    }
    if let whole = Arithmetic.wholeNumber(self[index]) { return whole }
    if BigFloat(self[index]).isIntegral { throw .outOfMemory }
    throw .type("operand \(index + 1) must be integer number but got floating-point number")
  }
}
