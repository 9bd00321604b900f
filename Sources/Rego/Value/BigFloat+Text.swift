import BigInt

// How decimal text becomes a 64-bit mantissa, and back: the shortest text that reads as the same number.

extension BigFloat {
  /// Significant digits beyond these only say on which side of a tie a number lies.
  private static let digitsMax = 400

  /// 5^n for the n that fit 64 bits.
  private static let powersOfFive: [UInt64] = {
    var powers: [UInt64] = [1]
    while powers.count < 28 { powers.append(powers[powers.count - 1] * 5) }
    return powers
  }()

  /// The number nearest to a decimal text, which must follow the JSON grammar.
  init(text: UnsafeBufferPointer<UInt8>) {
    var scan = DecimalScan(text)
    scan.run()
    guard scan.digitCount > 0 else {
      self.init(isNegative: scan.isNegative, mantissa: 0, exponent: 0)
      return
    }
    guard scan.digitCount <= 19, abs(scan.exponent) <= 27 else {
      self = BigFloat.slow(scan)
      return
    }
    let magnitude = BigFloat(magnitude: scan.small, isNegative: scan.isNegative)
    if scan.exponent == 0 {
      self = magnitude
    } else if scan.exponent > 0 {
      self = magnitude * BigFloat(magnitude: BigFloat.powersOfFive[scan.exponent])
    } else {
      self = magnitude / BigFloat(magnitude: BigFloat.powersOfFive[-scan.exponent])
    }
    exponent += scan.exponent
  }

  private static func slow(_ scan: DecimalScan) -> BigFloat {
    var digits = BigUInt(0)
    var chunk: UInt64 = 0
    var scale: UInt64 = 1
    var taken = 0
    var exponent = scan.exponent
    scan.forEachDigit { digit in
      if taken >= digitsMax { return }
      chunk = chunk * 10 + UInt64(digit)
      scale *= 10
      taken += 1
      if scale == 1_000_000_000_000_000_000 {
        digits = digits * BigUInt(scale) + BigUInt(chunk)
        (chunk, scale) = (0, 1)
      }
    }
    digits = digits * BigUInt(scale) + BigUInt(chunk)
    if scan.digitCount > taken {
      // What was cut off is not zero; one more digit says so.
      digits = digits * 10 + 1
      exponent += scan.digitCount - taken - 1
    }
    let (power, powerExponent, isExact) = powerOfFive(exponent.magnitude)
    if exponent >= 0 {
      return BigFloat(
        rounding: digits * power, exponent: powerExponent + exponent, sticky: !isExact, isNegative: scan.isNegative)
    }
    let shift = max(0, power.bitWidth + 130 - digits.bitWidth)
    let (quotient, rest) = (digits << shift).quotientAndRemainder(dividingBy: power)
    return BigFloat(
      rounding: quotient, exponent: exponent - powerExponent - shift, sticky: !isExact || rest != 0,
      isNegative: scan.isNegative)
  }

  /// 5^n as power × 2^exponent: exact as long as it is short, else cut to 320 bits.
  static func powerOfFive(_ n: UInt) -> (power: BigUInt, exponent: Int, isExact: Bool) {
    var (result, resultExponent) = (BigUInt(1), 0)
    var (base, baseExponent) = (BigUInt(5), 0)
    var isExact = true
    func cut(_ value: inout BigUInt, _ exponent: inout Int) {
      let excess = value.bitWidth - 320
      guard n > 1200, excess > 0 else { return }
      value >>= excess
      exponent += excess
      isExact = false
    }
    var rest = n
    while rest > 0 {
      if rest & 1 == 1 {
        result *= base
        resultExponent += baseExponent
        cut(&result, &resultExponent)
      }
      rest >>= 1
      if rest == 0 { break }
      base *= base
      baseExponent *= 2
      cut(&base, &baseExponent)
    }
    return (result, resultExponent, isExact)
  }

  // MARK: Printing

  /// The shortest digits that read as this number.
  var shortestDigits: ShortDigits {
    var digits = ShortDigits()
    guard mantissa != 0 else { return digits }
    if exponent <= 0, exponent >= -126 {
      shortFixed(into: &digits)
    } else {
      shortGeneral(into: &digits)
    }
    return digits
  }

  /// For numbers whose bits all lie within 2^64 and 2^-127: integer and fraction fit 64 and 128 bits.
  private func shortFixed(into digits: inout ShortDigits) {
    let below = -exponent
    let whole = below >= 64 ? 0 : mantissa >> UInt64(below)
    // The fraction as a 128-bit numerator, and half of the last bit's weight in the same unit.
    var fraction = below == 0 ? 0 : UInt128(mantissa) << UInt128(128 - below)
    var halfUlp = UInt128(1) << UInt128(127 - below)
    let inclusive = mantissa & 1 == 0
    digits.value = UInt128(whole)
    while true {
      if !digits.isZero {
        let down = fraction < halfUlp || (inclusive && fraction == halfUlp)
        let gap = 0 &- fraction
        let up = fraction != 0 && (gap < halfUlp || (inclusive && gap == halfUlp))
        if down || up {
          let half = UInt128(1) << 127
          let nearestIsUp = fraction > half || (fraction == half && digits.lastIsOdd)
          if up, !down || nearestIsUp { digits.roundUp() }
          digits.trim()
          return
        }
      }
      let (high, low) = fraction.multipliedFullWidth(by: 10)
      fraction = low
      digits.append(UInt8(truncatingIfNeeded: high))
      let (_, scaled) = halfUlp.multipliedFullWidth(by: 10)
      halfUlp = scaled
    }
  }

  private func shortGeneral(into digits: inout ShortDigits) {
    var value = BigUInt(mantissa) << 1
    var half = BigUInt(1)
    var inclusive = mantissa & 1 == 0
    var point = 0
    if exponent > 0, exponent <= BigFloat.exactBitsMax {
      value <<= exponent - 1
      half <<= exponent - 1
    } else if exponent < 0, exponent >= -BigFloat.exactBitsMax {
      // m / 2^n is m × 5^n / 10^n.
      let power = BigFloat.powerOfFive(UInt(1 - exponent)).power
      value *= power
      half *= power
      point = exponent - 1
    } else {
      (value, half, point) = approximate()
      inclusive = false
    }
    digits.chooseShortest(value: value, half: half, inclusive: inclusive, scale: point)
  }

  /// The value and half its last bit's weight in units of 10^scale, to some 250 bits.
  private func approximate() -> (BigUInt, BigUInt, Int) {
    // A power of ten near 2^exponent: 0.30103 is log10(2).
    let scale = Int((Double(exponent) * 0.301029995663981195).rounded(.down)) - 60
    let (power, powerExponent, _) = BigFloat.powerOfFive(scale.magnitude)
    var value = BigUInt(mantissa) << 1
    var half = BigUInt(1)
    if scale >= 0 {
      // ÷ 5^scale, then what is left of the powers of two.
      let left = exponent - 1 - scale - powerExponent
      value = left >= 0 ? (value << left) / power : value / (power << -left)
      half = left >= 0 ? (half << left) / power : half / (power << -left)
    } else {
      let left = exponent - 1 - scale + powerExponent
      value *= power
      half *= power
      value = left >= 0 ? value << left : value >> -left
      half = left >= 0 ? half << left : half >> -left
    }
    return (value, half, scale)
  }
}

/// The significant digits of a decimal text, found in one pass.
struct DecimalScan {
  private let text: UnsafeBufferPointer<UInt8>
  var isNegative = false
  /// Significant digits, without leading and trailing zeros.
  var digitCount = 0
  /// Those digits as an integer, when there are at most 19.
  var small: UInt64 = 0
  /// The value is digits × 10^exponent.
  var exponent = 0
  private var first = 0
  private var last = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  mutating func run() {
    var index = 0
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var zeros = 0
    var seenPoint = false
    var fraction = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte &- UInt8(ascii: "0") <= 9 {
        if seenPoint { fraction += 1 }
        if byte == UInt8(ascii: "0") {
          if digitCount > 0 { zeros += 1 }
        } else {
          if digitCount == 0 { first = index }
          digitCount += zeros + 1
          if digitCount <= 19 {
            for _ in 0..<zeros { small &*= 10 }
            small = small &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
          }
          zeros = 0
          last = index
        }
      } else {
        break
      }
      index += 1
    }
    exponent = zeros - fraction
    if index < text.count { exponent += readExponent(from: index + 1) }
  }

  private func readExponent(from start: Int) -> Int {
    var index = start
    var negative = false
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var value = 0
    while index < text.count, value < DecimalText.exponentMax {
      value = value * 10 + Int(text[index] &- UInt8(ascii: "0"))
      index += 1
    }
    value = min(value, DecimalText.exponentMax)
    return negative ? -value : value
  }

  func forEachDigit(_ body: (UInt8) -> Void) {
    guard digitCount > 0 else { return }
    for index in first...last where text[index] != UInt8(ascii: ".") { body(text[index] - UInt8(ascii: "0")) }
  }
}
