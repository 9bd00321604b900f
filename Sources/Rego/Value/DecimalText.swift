// Unsafe: reads digits in place.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number read from its decimal text: sign, significant digits without leading or trailing zeros, and the power of
/// ten of the digit after the point. `120` is digits `12`, exponent 3; zero has no digits. Numbers are compared
/// exactly, whatever their size.
struct DecimalText {
  private(set) var isNegative = false
  /// Index of the first and one past the last significant digit in `text`; a point may lie between.
  private var first = 0
  private var last = 0
  /// The value is 0.d1d2d3… × 10^exponent.
  private(set) var exponent = 0
  private let text: UnsafeBufferPointer<UInt8>

  /// Exponents beyond this are held at it: nobody can tell such numbers apart by looking at them.
  static let exponentMax = 1_000_000_000

  init(_ value: Value) { self.init(text: value.utf8) }

  init(text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    var index = 0
    if index < text.count, text[index] == UInt8(ascii: "-") {
      isNegative = true
      index += 1
    }
    var integerDigits = 0
    var leadingZeros = 0
    var seenPoint = false
    var started = false
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        if byte != UInt8(ascii: "0"), !started {
          started = true
          first = index
        }
        if started {
          if byte != UInt8(ascii: "0") { last = index + 1 }
          if !seenPoint { integerDigits += 1 }
        } else if seenPoint {
          leadingZeros += 1
        }
      } else {
        break
      }
      index += 1
    }
    exponent = integerDigits > 0 ? integerDigits : -leadingZeros
    if index < text.count { exponent += DecimalText.readExponent(text, from: index + 1) }
    if !started {
      exponent = 0
      isNegative = false
    }
  }

  private static func readExponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    var negative = false
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var value = 0
    while index < text.count, value < exponentMax {
      value = value * 10 + Int(text[index] &- UInt8(ascii: "0"))
      index += 1
    }
    return negative ? -min(value, exponentMax) : min(value, exponentMax)
  }

  var isZero: Bool { first == last }

  /// The significant digits, most significant first.
  var digits: [UInt8] {
    (first..<last).filter { text[$0] != UInt8(ascii: ".") }.map { text[$0] &- UInt8(ascii: "0") }
  }

  /// How many significant digits there are.
  private var digitCount: Int {
    var count = 0
    for index in first..<last where text[index] != UInt8(ascii: ".") { count += 1 }
    return count
  }

  /// Whether there is no fraction.
  var isIntegral: Bool { isZero || exponent >= digitCount }

  /// The integer, when the number is integral and fits.
  var int64: Int64? {
    if isZero { return 0 }
    guard exponent <= 19, isIntegral else { return nil }
    var magnitude: UInt64 = 0
    var taken = 0
    for index in first..<last where text[index] != UInt8(ascii: ".") {
      let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(UInt64(text[index] &- UInt8(ascii: "0")))
      if overflow || carry { return nil }
      magnitude = sum
      taken += 1
    }
    while taken < exponent {
      let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      magnitude = scaled
      taken += 1
    }
    if isNegative {
      if magnitude == UInt64(Int64.max) + 1 { return .min }
      return magnitude <= UInt64(Int64.max) ? -Int64(magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }

  /// Equal for equal numbers; seeded, because a request chooses its numbers.
  var hash: UInt32 {
    var state = StringHash.mix(
      StringHash.seed ^ UInt64(bitPattern: Int64(isNegative ? ~exponent : exponent)), 0xE703_7ED1_A0B4_28DB)
    for index in first..<last where text[index] != UInt8(ascii: ".") {
      state = StringHash.mix(state ^ UInt64(text[index]), 0x9E37_79B9_7F4A_7C15)
    }
    return UInt32(truncatingIfNeeded: state)
  }

  /// -1, 0 or 1; both values must be numbers.
  static func compare(_ a: Value, _ b: Value) -> Int {
    var scratchA: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var scratchB: (UInt64, UInt64, UInt64) = (0, 0, 0)
    return withUnsafeMutableBytes(of: &scratchA) { bufferA in
      withUnsafeMutableBytes(of: &scratchB) { bufferB in
        compare(read(a, bufferA), read(b, bufferB))
      }
    }
  }

  private static func read(_ value: Value, _ scratch: UnsafeMutableRawBufferPointer) -> DecimalText {
    guard value.tag == .int else { return DecimalText(value) }
    let bytes = scratch.assumingMemoryBound(to: UInt8.self)
    let count = writeInteger(value.int64, into: bytes)
    return DecimalText(text: UnsafeBufferPointer(start: bytes.baseAddress, count: count))
  }

  /// Writes the decimal text of an integer; needs 20 bytes. Returns how many it wrote.
  static func writeInteger(_ integer: Int64, into bytes: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var magnitude = integer.magnitude
    var end = 20
    repeat {
      end -= 1
      bytes[end] = UInt8(ascii: "0") + UInt8(magnitude % 10)
      magnitude /= 10
    } while magnitude > 0
    if integer < 0 {
      end -= 1
      bytes[end] = UInt8(ascii: "-")
    }
    for index in end..<20 { bytes[index - end] = bytes[index] }
    return 20 - end
  }

  private static func compare(_ a: DecimalText, _ b: DecimalText) -> Int {
    if a.isZero || b.isZero || a.isNegative != b.isNegative {
      let signA = a.isZero ? 0 : (a.isNegative ? -1 : 1)
      let signB = b.isZero ? 0 : (b.isNegative ? -1 : 1)
      return signA == signB ? 0 : (signA < signB ? -1 : 1)
    }
    let larger = a.isNegative ? -1 : 1
    if a.exponent != b.exponent { return a.exponent > b.exponent ? larger : -larger }
    var indexA = a.first
    var indexB = b.first
    while true {
      if indexA < a.last, a.text[indexA] == UInt8(ascii: ".") { indexA += 1 }
      if indexB < b.last, b.text[indexB] == UInt8(ascii: ".") { indexB += 1 }
      if indexA == a.last || indexB == b.last { break }
      if a.text[indexA] != b.text[indexB] { return a.text[indexA] > b.text[indexB] ? larger : -larger }
      indexA += 1
      indexB += 1
    }
    if indexA == a.last, indexB == b.last { return 0 }
    return indexB == b.last ? larger : -larger
  }

  /// The integer when the text is a plain 64-bit one: no fraction, no exponent, not `-0`.
  static func plainInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard !text.isEmpty, text.count <= 20 else { return nil }
    let negative = text[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    for index in (negative ? 1 : 0)..<text.count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(negative ? -Int64(digit) : Int64(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return negative && value == 0 ? nil : value
  }
}
