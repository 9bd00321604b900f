import BigInt

/// Arithmetic: 64-bit integers where they suffice, else the reference's floating point with a mantissa of 64 bits.
enum Arithmetic {
  static let all: [Builtin] = [
    Builtin("plus", 2) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int, operands[1].tag == .int {
        let (sum, overflow) = operands[0].int64.addingReportingOverflow(operands[1].int64)
        if !overflow { return Value(sum) }
      }
      return try float(context, operands, +)
    },
    Builtin("minus", 2) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int, operands[1].tag == .int {
        let (difference, overflow) = operands[0].int64.subtractingReportingOverflow(operands[1].int64)
        if !overflow { return Value(difference) }
      }
      if operands[0].isNumber, operands[1].isNumber { return try float(context, operands, -) }
      if operands[0].tag == .set, operands[1].tag == .set {
        return Sets.difference(context.arena, operands[0], operands[1])
      }
      if !operands[0].isNumber, operands[0].tag != .set {
        throw .operandType(1, expected: [.number, .set], got: operands[0].kind)
      }
      throw .operandType(2, expected: operands[1].isNumber ? .set : .number, got: operands[1].kind)
    },
    Builtin("mul", 2) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int, operands[1].tag == .int {
        let (product, overflow) = operands[0].int64.multipliedReportingOverflow(by: operands[1].int64)
        if !overflow { return Value(product) }
      }
      return try float(context, operands, *)
    },
    Builtin("div", 2) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int, operands[1].tag == .int, operands[1].int64 != 0 {
        let (quotient, rest) = operands[0].int64.quotientAndRemainderOrNil(dividingBy: operands[1].int64)
        if rest == 0 { return Value(quotient) }
      }
      let divisor = BigFloat(try operands.number(1, after: 0))
      if divisor.isZero { throw .failed("divide by zero") }
      return try number(context.arena, BigFloat(operands[0]) / divisor)
    },
    Builtin("rem", 2) { (context, operands) throws(BuiltinError) in
      if operands[0].tag == .int, operands[1].tag == .int, operands[1].int64 != 0 {
        return Value(operands[1].int64 == -1 ? 0 : operands[0].int64 % operands[1].int64)
      }
      let divisor = try operands.number(1, after: 0)
      guard let a = wholeNumber(operands[0]), let b = wholeNumber(divisor) else {
        throw .failed("modulo on floating-point number")
      }
      if b == 0 { throw .failed("modulo by zero") }
      return try integer(context.arena, a % b)
    },
    Builtin("abs", 1) { (context, operands) throws(BuiltinError) in
      let operand = try operands.number(0)
      if operand.tag == .int, operand.int64 != .min { return Value(abs(operand.int64)) }
      var result = BigFloat(operand)
      result.isNegative = false
      return try number(context.arena, result)
    },
    Builtin("round", 1) { (context, operands) throws(BuiltinError) in
      try rounded(context.arena, operands) { $0.isNegative ? ($0 - .half, 0) : ($0 + .half, 0) }
    },
    Builtin("ceil", 1) { (context, operands) throws(BuiltinError) in
      try rounded(context.arena, operands) { ($0, $0.isIntegral || $0.isNegative ? 0 : 1) }
    },
    Builtin("floor", 1) { (context, operands) throws(BuiltinError) in
      try rounded(context.arena, operands) { ($0, $0.isIntegral || !$0.isNegative ? 0 : -1) }
    },
  ]

  private static func float(
    _ context: BuiltinContext, _ operands: Operands, _ operation: (BigFloat, BigFloat) -> BigFloat
  ) throws(BuiltinError) -> Value {
    let second = try operands.number(1, after: 0)
    return try number(context.arena, operation(BigFloat(operands[0]), BigFloat(second)))
  }

  /// The operand cut to an integer, after `prepare` moved it and said what to add.
  private static func rounded(
    _ arena: Arena, _ operands: Operands, _ prepare: (BigFloat) -> (BigFloat, Int)
  ) throws(BuiltinError) -> Value {
    let operand = try operands.number(0)
    if operand.tag == .int { return operand }
    let (moved, add) = prepare(BigFloat(operand))
    guard let whole = moved.truncated(bitsMax: integerBitsMax) else { throw .outOfMemory }
    return try integer(arena, whole + BigInt(add))
  }

  /// Integers of more bits are refused: their decimal text takes quadratic time.
  static let integerBitsMax = 1 << 17

  /// The value as an integer if it is one to 64 bits of precision, as the reference has it.
  static func wholeNumber(_ value: Value) -> BigInt? {
    if value.tag == .int { return BigInt(value.int64) }
    let float = BigFloat(value)
    return float.isIntegral ? float.truncated(bitsMax: integerBitsMax) : nil
  }

  /// Like ``wholeNumber(_:)``, for any value.
  static func wholeNumber(ifNumber value: Value) -> BigInt? { value.isNumber ? wholeNumber(value) : nil }

  /// A number value of an integer.
  static func integer(_ arena: Arena, _ integer: BigInt) throws(BuiltinError) -> Value {
    if let small = Int64(exactly: integer) { return Value(small) }
    guard integer.bitWidth <= integerBitsMax + 64, arena.admits(integer.bitWidth / 3) else { throw .outOfMemory }
    return arena.number(String(integer))
  }

  /// A number value of a float, with the shortest digits.
  static func number(_ arena: Arena, _ float: BigFloat) throws(BuiltinError) -> Value {
    if let small = float.int64, !(small == 0 && float.isNegative) { return Value(small) }
    guard float.isFinite else { throw .failed("illegal value") }
    let digits = float.shortestDigits
    let room = digits.byteCountMax(isIntegral: float.isIntegral)
    guard arena.admits(room) else { throw .outOfMemory }
    if room <= 128 {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { bytes in
        let start = bytes.baseAddress.unsafelyUnwrapped
        let count = digits.write(into: start, isNegative: float.isNegative, isIntegral: float.isIntegral)
        return arena.number(UnsafeBufferPointer(start: start, count: count))
      }
    }
    let start = arena.allocate(room).assumingMemoryBound(to: UInt8.self)
    let count = digits.write(into: start, isNegative: float.isNegative, isIntegral: float.isIntegral)
    return Value(tag: .decimal, extent: UInt32(count), pointer: start)
  }
}

extension UnsafePointer<Value> {
  /// The number at `index`, when the one at `earlier` is a number too.
  fileprivate func number(_ index: Int, after earlier: Int) throws(BuiltinError) -> Value {
    _ = try number(earlier)
    return try number(index)
  }
}

extension Int64 {
  /// Like `quotientAndRemainder`, with a remainder that is not 0 when the quotient does not fit.
  fileprivate func quotientAndRemainderOrNil(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    if divisor == -1, self == .min { return (0, 1) }
    return quotientAndRemainder(dividingBy: divisor)
  }
}
