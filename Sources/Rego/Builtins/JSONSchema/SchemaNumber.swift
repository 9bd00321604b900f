import BigInt

/// Numbers as schemas compare and print them: exactly, whatever their size.
enum SchemaNumber {
  /// Longer numbers are not divided.
  private static let digitsMax = 10_000

  /// Whether `value` divided by `divisor`, which is above 0, is an integer.
  static func isMultiple(_ value: Value, of divisor: Value) throws(SchemaProblem) -> Bool {
    if value.tag == .int, divisor.tag == .int { return value.int64 % divisor.int64 == 0 }
    let (digits, power) = try parts(value)
    if digits == 0 { return true }
    let (divisorDigits, divisorPower) = try parts(divisor)
    // Neither digits end in a zero, so that a quotient that needs powers of ten in its divisor is no integer.
    let shift = power - divisorPower
    if shift < 0 { return false }
    let scale = BigUInt(10).power(BigUInt(shift), modulus: divisorDigits)
    return (digits % divisorDigits) * scale % divisorDigits == 0
  }

  /// A number's magnitude as digits without trailing zeros × 10^power.
  private static func parts(_ value: Value) throws(SchemaProblem) -> (digits: BigUInt, power: Int) {
    let text = value.numberText ?? "0"
    guard text.utf8.count <= digitsMax else { throw .bound(.limit("number of more than \(digitsMax) digits")) }
    return Array(text.utf8).withUnsafeBufferPointer { bytes in
      let decimal = DecimalText(text: bytes)
      let digits = decimal.digits
      let magnitude = BigUInt(String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)) ?? 0
      return (magnitude, decimal.exponent - digits.count)
    }
  }

  /// A bound as messages print it: the shortest digits, with an exponent below -4 and above 5.
  static func text(_ value: Value?) -> String {
    guard let text = value?.numberText else { return "0" }
    return Array(text.utf8).withUnsafeBufferPointer { bytes in
      let number = BigFloat(text: bytes)
      let decimal = DecimalText(text: bytes)
      let digits = decimal.digits
      // More than 64 bits keep all their digits.
      if digits.count > 19, decimal.isIntegral {
        let tail = digits.dropFirst().map { String($0) }.joined()
        return "\(decimal.isNegative ? "-" : "")\(digits[0]).\(tail)e+\(decimal.exponent - 1)"
      }
      let short = number.shortestDigits
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: short.byteCountMax(isIntegral: false)) { buffer in
        let count = short.write(
          into: buffer.baseAddress.unsafelyUnwrapped, isNegative: number.isNegative, isIntegral: false)
        return String(decoding: buffer[..<count], as: UTF8.self)
      }
    }
  }

  /// JSON whose numbers went through a double, by which `const`, `enum` and `uniqueItems` compare.
  static func writeCanonical(_ value: Value, to writer: ByteWriter) throws(SchemaProblem) {
    if writer.isFull { throw .bound(.outOfMemory) }
    switch value.tag {
    case .int where value.int64.magnitude <= 1 << 53: writer.write(value.int64)
    case .int, .decimal:
      let text = value.numberText ?? "0"
      guard let double = Array(text.utf8).withUnsafeBufferPointer({ GoFloat.parse($0) }) else {
        throw .invalid("json: cannot unmarshal number \(text) into Go value of type float64")
      }
      writer.write(DoubleText.text(double))
    case .array: try writeSequence(value.elements, to: writer)
    case .set: try writeSequence(value.sortedMembers, to: writer)
    case .object:
      writer.write(UInt8(ascii: "{"))
      for (index, entry) in value.sortedEntries.enumerated() {
        if index > 0 { writer.write(UInt8(ascii: ",")) }
        JSONWriter.write(entry.key, to: writer, escaping: .html)
        writer.write(UInt8(ascii: ":"))
        try writeCanonical(entry.value, to: writer)
      }
      writer.write(UInt8(ascii: "}"))
    default: JSONWriter.write(value, to: writer, escaping: .html)
    }
  }

  private static func writeSequence(
    _ values: UnsafeBufferPointer<Value>, to writer: ByteWriter
  ) throws(SchemaProblem) {
    writer.write(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { writer.write(UInt8(ascii: ",")) }
      try writeCanonical(value, to: writer)
    }
    writer.write(UInt8(ascii: "]"))
  }
}
