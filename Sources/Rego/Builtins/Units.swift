import BigInt

/// Amounts with units: `10Gi`, `1500m`.
enum Units {
  static let all: [Builtin] = [
    Builtin("units.parse", 1) { (context, operands) throws(BuiltinError) in
      try amount(context.arena, try operands.string(0).utf8)
    },
    Builtin("units.parse_bytes", 1) { (context, operands) throws(BuiltinError) in
      try byteCount(context.arena, try operands.string(0).utf8)
    },
  ]

  private static func unquoted(_ text: Bytes) -> [UInt8] { text.filter { $0 != UInt8(ascii: "\"") } }

  /// Where the number ends: at the first byte that is neither a digit, a point, a sign nor an exponent's `e`.
  private static func unitStart(_ text: [UInt8]) -> Int {
    func isDigit(_ index: Int) -> Bool { index < text.count && text[index] &- UInt8(ascii: "0") <= 9 }
    func isSign(_ index: Int) -> Bool {
      index < text.count && (text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-"))
    }
    var index = 0
    while index < text.count {
      let isExponent = text[index] | 0x20 == UInt8(ascii: "e")
      if !isDigit(index), !isSign(index), text[index] != UInt8(ascii: "."), !isExponent { return index }
      if isExponent {
        if !isDigit(index + 1), !isSign(index + 1) { return index }
        if isSign(index + 1) { index += 1 }
      }
      index += 1
    }
    return index
  }

  // MARK: units.parse

  private static let binary: [String: Int] = ["ki": 10, "mi": 20, "gi": 30, "ti": 40, "pi": 50, "ei": 60]
  private static let decimal: [String: Int] = ["": 0, "k": 3, "M": 6, "g": 9, "t": 12, "p": 15, "e": 18]

  private static func amount(_ arena: Arena, _ operand: Bytes) throws(BuiltinError) -> Value {
    let text = unquoted(operand)
    if text.contains(UInt8(ascii: " ")) {
      throw .failed("units.parse: spaces not allowed in resource strings")
    }
    let start = unitStart(text)
    if start == 0 { throw .failed("units.parse: no amount provided") }
    let rest = String(decoding: text[start...], as: UTF8.self)
    // Only after its first letter is a unit's case of no account: `m` is not `M`.
    let unit = rest.prefix(1) + rest.dropFirst().lowercased()
    let isKnown = unit == "m" || unit == "M" || decimal[unit.lowercased()] != nil || binary[unit.lowercased()] != nil
    guard isKnown else { throw .failed("units.parse: unit \(unit) not recognized") }
    guard let number = text[..<start].withUnsafeBufferPointer({ NumberText.normalized($0) }) else {
      throw .failed("units.parse: could not parse amount to a number")
    }
    var fraction = try Fraction(number)
    if unit == "m" {
      // The reference's milli is the double nearest to 0.001.
      fraction.numerator *= BigInt(0.001.significandBitPattern | 1 << 52)
      fraction.denominator <<= 1075 - Int(0.001.exponentBitPattern)
    } else if let power = unit == "M" ? 6 : decimal[unit.lowercased()] {
      fraction.numerator *= BigInt(10).power(power)
    } else if let power = binary[unit.lowercased()] {
      fraction.numerator <<= power
    }
    return try fraction.number(arena)
  }

  private struct Fraction {
    var numerator: BigInt
    var denominator: BigInt = 1

    static let digitsMax = 20_000

    init(_ text: String) throws(BuiltinError) {
      let scan = Array(text.utf8).withUnsafeBufferPointer { bytes in
        var scan = DecimalScan(bytes)
        scan.run()
        var digits = BigInt(0)
        // Reading the digits takes time quadratic in their number.
        if scan.digitCount < Fraction.digitsMax { scan.forEachDigit { digits = digits * 10 + BigInt($0) } }
        return (digits: scan.isNegative ? -digits : digits, exponent: scan.exponent, count: scan.digitCount)
      }
      guard abs(scan.exponent) < Fraction.digitsMax, scan.count < Fraction.digitsMax else { throw .outOfMemory }
      numerator = scan.digits
      if scan.exponent >= 0 {
        numerator *= BigInt(10).power(scan.exponent)
      } else {
        denominator = BigInt(10).power(-scan.exponent)
      }
    }

    /// An integer, or ten decimals, rounded away from zero at the half.
    func number(_ arena: Arena) throws(BuiltinError) -> Value {
      let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
      if rest == 0 { return try Arithmetic.integer(arena, whole) }
      let scaled =
        (numerator.magnitude * BigUInt(10).power(10) * 2 + denominator.magnitude) / (denominator.magnitude * 2)
      var digits = String(scaled)
      digits = String(repeating: "0", count: max(0, 11 - digits.utf8.count)) + digits
      let sign = numerator < 0 && scaled != 0 ? "-" : ""
      return arena.number(sign + digits.dropLast(10) + "." + digits.suffix(10))
    }
  }

  // MARK: units.parse_bytes

  private static func byteCount(_ arena: Arena, _ operand: Bytes) throws(BuiltinError) -> Value {
    let text = Array(String(decoding: unquoted(operand), as: UTF8.self).lowercased().utf8)
    if text.contains(UInt8(ascii: " ")) {
      throw .failed("units.parse_bytes: spaces not allowed in resource strings")
    }
    let start = unitStart(text)
    if start == 0 { throw .failed("units.parse_bytes: no byte amount provided") }
    let unit = String(decoding: text[start...], as: UTF8.self)
    let name = unit.hasSuffix("b") ? String(unit.dropLast()) : unit
    var factor = BigFloat(1)
    if !unit.isEmpty {
      if let power = name.isEmpty ? nil : (name == "m" ? 6 : decimal[name]) {
        for _ in 0..<power { factor = factor * BigFloat(10) }
      } else if let power = binary[name] {
        factor = BigFloat(1 << Int64(power))
      } else {
        throw .failed("units.parse_bytes: byte unit \(unit) not recognized")
      }
    }
    guard let number = text[..<start].withUnsafeBufferPointer({ NumberText.normalized($0) }) else {
      throw .failed("units.parse_bytes: could not parse byte amount to a number")
    }
    let amount = Array(number.utf8).withUnsafeBufferPointer { BigFloat(text: $0) }
    guard let whole = (amount * factor).truncated(bitsMax: Arithmetic.integerBitsMax) else { throw .outOfMemory }
    return try Arithmetic.integer(arena, whole)
  }
}
