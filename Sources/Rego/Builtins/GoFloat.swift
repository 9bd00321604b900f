#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Doubles as Go's formatting writes them.
package enum GoFloat {
  /// The double nearest to a decimal text, or nil when it is beyond every double.
  package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer -> Double in
      for index in 0..<text.count { buffer[index] = CChar(bitPattern: text[index]) }
      buffer[text.count] = 0
      return strtod(buffer.baseAddress.unsafelyUnwrapped, nil)
    }
    return value.isInfinite ? nil : value
  }

  /// The unsigned text for a verb of `e`, `E`, `f`, `g`, `G`, `b`, `x`, `X`; a negative precision means the fewest
  /// digits that tell the number from its neighbours.
  package static func text(_ value: Double, verb: UInt8, precision: Int) -> String {
    let magnitude = value.magnitude
    switch verb {
    case UInt8(ascii: "b"): return binary(magnitude)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      return hexadecimal(magnitude, upper: verb == UInt8(ascii: "X"), precision)
    default: break
    }
    if precision >= 0 { return fixed(magnitude, verb, precision) }
    let (digits, point) = shortest(magnitude)
    let isScientific = point - 1 < -4 || point - 1 >= 6
    switch verb | 0x20 {
    case UInt8(ascii: "f"): return plain(digits, point)
    case UInt8(ascii: "e"): return scientific(digits, point, upper: verb == UInt8(ascii: "E"))
    default:
      return isScientific ? scientific(digits, point, upper: verb == UInt8(ascii: "G")) : plain(digits, point)
    }
  }

  /// `%.2f` of a number whose bits all fit: exact, rounded to even at the half.
  private static func plainFixed(_ value: Double, _ precision: Int) -> String? {
    let shift = 1075 - Int(value.exponentBitPattern)
    guard precision <= 18, shift >= 0, shift < 120, value.exponentBitPattern > 0 else { return nil }
    var scale: UInt128 = 1
    for _ in 0..<precision { scale *= 10 }
    let scaled = UInt128(value.significandBitPattern | 1 << 52) * scale
    var digits = scaled >> UInt128(shift)
    let rest = scaled - digits << UInt128(shift)
    let half: UInt128 = shift == 0 ? 0 : 1 << UInt128(shift - 1)
    if shift > 0, rest > half || (rest == half && digits & 1 == 1) { digits += 1 }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
      var output = ByteCursor(buffer.baseAddress.unsafelyUnwrapped)
      output.write(digits: digits, count: max(ShortDigits(value: digits).count, precision + 1))
      if precision > 0 { output.insertPoint(at: output.count - precision) }
      return String(decoding: Bytes(start: output.start, count: output.count), as: UTF8.self)
    }
  }

  private static func fixed(_ value: Double, _ verb: UInt8, _ precision: Int) -> String {
    if verb == UInt8(ascii: "f"), let text = plainFixed(value, precision) { return text }
    let format = "%.*" + String(UnicodeScalar(verb))
    let capacity = precision + 330
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
      let start = buffer.baseAddress.unsafelyUnwrapped
      let count = withVaList([Int32(precision), value]) { vsnprintf(start, capacity, format, $0) }
      let bytes = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
      return String(decoding: Bytes(start: bytes, count: max(0, Int(count))), as: UTF8.self)
    }
  }

  /// The shortest digits, and where the point stands: 0.d1d2… × 10^point.
  static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
    if value == 0 { return ([UInt8(ascii: "0")], 1) }
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var bytes = Array(value.description.utf8)[...]
    if let mark = bytes.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)) ?? 0
      bytes = bytes[..<mark]
    }
    for byte in bytes {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    var position = (point ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    position -= zeros
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, position)
  }

  private static func plain(_ digits: [UInt8], _ point: Int) -> String {
    var output: [UInt8] = []
    if point <= 0 {
      output = Array("0.".utf8) + repeatElement(UInt8(ascii: "0"), count: -point) + digits
      if digits == [UInt8(ascii: "0")] { return "0" }
    } else {
      for index in 0..<max(point, digits.count) {
        if index == point { output.append(UInt8(ascii: ".")) }
        output.append(index < digits.count ? digits[index] : UInt8(ascii: "0"))
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func scientific(_ digits: [UInt8], _ point: Int, upper: Bool) -> String {
    var output = [digits[0]]
    if digits.count > 1 { output += [UInt8(ascii: ".")] + digits[1...] }
    let power = digits == [UInt8(ascii: "0")] ? 0 : point - 1
    output.append(UInt8(ascii: upper ? "E" : "e"))
    return String(decoding: output, as: UTF8.self) + signed(power)
  }

  /// An exponent with its sign and at least two digits.
  private static func signed(_ power: Int) -> String {
    (power < 0 ? "-" : "+") + (power.magnitude < 10 ? "0" : "") + String(power.magnitude)
  }

  private static func binary(_ value: Double) -> String {
    let isSubnormal = value.exponentBitPattern == 0
    let mantissa = value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
    let exponent = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1075
    return "\(mantissa)p\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
  }

  private static func hexadecimal(_ value: Double, upper: Bool, _ precision: Int) -> String {
    var mantissa: UInt64 = 0
    var exponent = 0
    if value != 0 {
      mantissa = value.significandBitPattern | 1 << 52
      exponent = Int(value.exponentBitPattern) - 1023
      if value.exponentBitPattern == 0 {
        let shift = value.significandBitPattern.leadingZeroBitCount - 11
        mantissa = value.significandBitPattern << UInt64(shift)
        exponent = -1022 - shift
      }
    }
    // 1 digit before the point, 13 after it.
    if precision >= 0, precision < 13 {
      let cut = UInt64(4 * (13 - precision))
      let half: UInt64 = 1 << (cut - 1)
      let rest = mantissa & (1 << cut - 1)
      mantissa >>= cut
      if rest > half || (rest == half && mantissa & 1 == 1) { mantissa += 1 }
      mantissa <<= cut
      if mantissa >= 1 << 53 {
        mantissa >>= 1
        exponent += 1
      }
    }
    var digits = ""
    for index in 0..<max(13, precision) {
      digits += index < 13 ? String(mantissa >> UInt64(48 - 4 * index) & 15, radix: 16) : "0"
    }
    if precision < 0 {
      while digits.hasSuffix("0") { digits.removeLast() }
    } else {
      digits = String(digits.prefix(precision))
    }
    let text = "0x\(mantissa >> 52)" + (digits.isEmpty ? "" : "." + digits) + "p" + signed(exponent)
    return upper ? text.uppercased() : text
  }
}
