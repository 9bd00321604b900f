import BigInt

/// A binary floating-point number with a mantissa of 64 bits and no bound on its exponent that a document could reach:
/// what the reference computes fractions and big numbers with. Rounding is to nearest, ties to even.
struct BigFloat {
  var isNegative: Bool
  /// 0 for zero, else with the highest bit set.
  var mantissa: UInt64
  /// The value is mantissa × 2^exponent.
  var exponent: Int

  static let zero = BigFloat(isNegative: false, mantissa: 0, exponent: 0)
  static let half = BigFloat(isNegative: false, mantissa: 1 << 63, exponent: -64)
  /// Beyond this the reference has no number either.
  static let exponentMax = 1 << 31
  /// Numbers up to this many bits are converted exactly, greater ones by approximation: the cost stays small.
  static let exactBitsMax = 1100

  init(isNegative: Bool, mantissa: UInt64, exponent: Int) {
    self.isNegative = isNegative
    self.mantissa = mantissa
    self.exponent = exponent
  }

  init(_ integer: Int64) { self.init(magnitude: integer.magnitude, exponent: 0, isNegative: integer < 0) }

  init(magnitude: UInt64, exponent: Int = 0, isNegative: Bool = false) {
    let shift = magnitude.leadingZeroBitCount
    self.init(
      isNegative: isNegative, mantissa: magnitude == 0 ? 0 : magnitude << UInt64(shift),
      exponent: magnitude == 0 ? 0 : exponent - shift)
  }

  /// `wide` × 2^exponent, rounded; `sticky` says that something below the last bit was cut off.
  init(rounding wide: UInt128, exponent: Int, sticky: Bool, isNegative: Bool) {
    guard wide != 0 else {
      self.init(isNegative: isNegative, mantissa: 0, exponent: 0)
      return
    }
    let shift = wide.leadingZeroBitCount
    let top = wide << UInt128(shift)
    var high = UInt64(truncatingIfNeeded: top >> 64)
    let low = UInt64(truncatingIfNeeded: top)
    var exponent = exponent + 64 - shift
    let half: UInt64 = 1 << 63
    if low > half || (low == half && (sticky || high & 1 == 1)) {
      high &+= 1
      if high == 0 {
        high = half
        exponent += 1
      }
    }
    self.init(isNegative: isNegative, mantissa: high, exponent: exponent)
  }

  init(rounding big: BigUInt, exponent: Int, sticky: Bool, isNegative: Bool) {
    let excess = max(0, big.bitWidth - 128)
    let top = big >> excess
    let cut = excess > 0 && big.trailingZeroBitCount < excess
    let words = top.words
    var wide: UInt128 = 0
    for (index, word) in words.enumerated() where index < 2 { wide |= UInt128(word) << UInt128(64 * index) }
    self.init(rounding: wide, exponent: exponent + excess, sticky: sticky || cut, isNegative: isNegative)
  }

  /// The number nearest to a value that is a number.
  init(_ value: Value) {
    self = value.tag == .int ? BigFloat(value.int64) : BigFloat(text: value.utf8)
  }

  var isZero: Bool { mantissa == 0 }

  /// Whether the exponent is one that the reference has too.
  var isFinite: Bool { exponent < BigFloat.exponentMax && exponent > -BigFloat.exponentMax }

  /// Whether there is no fraction.
  var isIntegral: Bool { mantissa == 0 || exponent >= 0 || -exponent <= mantissa.trailingZeroBitCount }

  // MARK: Arithmetic

  static prefix func - (a: BigFloat) -> BigFloat {
    BigFloat(isNegative: !a.isNegative, mantissa: a.mantissa, exponent: a.exponent)
  }

  static func + (a: BigFloat, b: BigFloat) -> BigFloat {
    if a.isZero { return b.isZero ? BigFloat(isNegative: a.isNegative && b.isNegative, mantissa: 0, exponent: 0) : b }
    if b.isZero { return a }
    if a.exponent < b.exponent || (a.exponent == b.exponent && a.mantissa < b.mantissa) { return b + a }
    let distance = a.exponent - b.exponent
    let wideA = UInt128(a.mantissa) << 63
    var wideB = UInt128(b.mantissa) << 63
    var sticky = false
    if distance > 0 {
      let kept = distance > 126 ? 0 : wideB >> UInt128(distance)
      sticky = distance > 126 || kept << UInt128(distance) != wideB
      wideB = kept
    }
    if a.isNegative == b.isNegative {
      return BigFloat(rounding: wideA + wideB, exponent: a.exponent - 63, sticky: sticky, isNegative: a.isNegative)
    }
    let difference = wideA - wideB - (sticky ? 1 : 0)
    return BigFloat(
      rounding: difference, exponent: a.exponent - 63, sticky: sticky, isNegative: difference != 0 && a.isNegative)
  }

  static func - (a: BigFloat, b: BigFloat) -> BigFloat { a + -b }

  static func * (a: BigFloat, b: BigFloat) -> BigFloat {
    let product = UInt128(a.mantissa) * UInt128(b.mantissa)
    return BigFloat(
      rounding: product, exponent: a.exponent + b.exponent, sticky: false, isNegative: a.isNegative != b.isNegative)
  }

  /// The quotient; the divisor must not be zero.
  static func / (a: BigFloat, b: BigFloat) -> BigFloat {
    let isNegative = a.isNegative != b.isNegative
    guard !a.isZero, !b.isZero else { return BigFloat(isNegative: isNegative, mantissa: 0, exponent: 0) }
    let divisor = UInt128(b.mantissa)
    let dividend = UInt128(a.mantissa) << 63
    var (quotient, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
    // Two more bits than the mantissa holds, so that rounding sees a guard bit.
    (quotient, rest) = (
      quotient << 4 | (rest << 4) / divisor,
      (rest << 4) % divisor
    )
    return BigFloat(
      rounding: quotient, exponent: a.exponent - b.exponent - 67, sticky: rest != 0, isNegative: isNegative)
  }

  /// Without the fraction; nil when the integer would be larger than anything a policy can mean.
  func truncated(bitsMax: Int) -> BigInt? {
    if isZero || exponent <= -64 { return 0 }
    if exponent <= 0 {
      let magnitude = BigInt(mantissa >> UInt64(-exponent))
      return isNegative ? -magnitude : magnitude
    }
    guard exponent + 64 <= bitsMax else { return nil }
    let magnitude = BigInt(mantissa) << exponent
    return isNegative ? -magnitude : magnitude
  }

  /// The integer, when there is no fraction and it fits.
  var int64: Int64? {
    if isZero { return 0 }
    guard isIntegral, exponent <= 0, exponent > -64 else { return nil }
    let magnitude = mantissa >> UInt64(-exponent)
    if isNegative { return magnitude == 1 << 63 ? .min : Int64(exactly: magnitude).map { -$0 } }
    return Int64(exactly: magnitude)
  }
}
