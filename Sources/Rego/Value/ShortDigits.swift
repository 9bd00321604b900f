import BigInt

/// The few significant digits that a number is printed with: value × 10^exponent.
struct ShortDigits {
  var value: UInt128 = 0
  var exponent = 0

  var isZero: Bool { value == 0 }
  var lastIsOdd: Bool { value & 1 == 1 }

  var count: Int {
    var count = 0
    var rest = value
    while rest > 0 {
      rest /= 10
      count += 1
    }
    return count
  }

  mutating func append(_ digit: UInt8) {
    value = value * 10 + UInt128(digit)
    exponent -= 1
  }

  mutating func roundUp() { value += 1 }

  /// Drops trailing zeros.
  mutating func trim() {
    while value != 0, value % 10 == 0 {
      value /= 10
      exponent += 1
    }
  }

  /// The fewest digits of value × 10^scale that stay within `half` of it.
  mutating func chooseShortest(value: BigUInt, half: BigUInt, inclusive: Bool, scale: Int) {
    var upper = Array(String(value + half).utf8)
    var exact = Array(String(value).utf8)
    var lower = Array(String(value - half).utf8)
    let zero = UInt8(ascii: "0")
    exact.insert(contentsOf: repeatElement(zero, count: upper.count - exact.count), at: 0)
    lower.insert(contentsOf: repeatElement(zero, count: upper.count - lower.count), at: 0)
    // Trailing zeros say nothing about the bounds.
    let upperEnd = (upper.lastIndex { $0 != zero } ?? 0) + 1
    let lowerEnd = (lower.lastIndex { $0 != zero } ?? 0) + 1
    upper.removeLast(upper.count - upperEnd)
    func digit(_ digits: [UInt8], _ index: Int) -> UInt8 { index < digits.count ? digits[index] : zero }
    self.value = 0
    for index in exact.indices {
      let mine = exact[index]
      append(mine - zero)
      let low = digit(lower, index)
      let high = digit(upper, index)
      let down = low != mine || (inclusive && index + 1 >= lowerEnd)
      let up = mine != high && (inclusive || mine + 1 < high || index + 1 < upperEnd)
      guard down || up else { continue }
      if up, !down || ShortDigits.roundsUp(exact, after: index) { roundUp() }
      exponent = scale + exact.count - index - 1
      trim()
      return
    }
    exponent = scale
    trim()
  }

  private static func roundsUp(_ digits: [UInt8], after index: Int) -> Bool {
    guard index + 1 < digits.count else { return false }
    let next = digits[index + 1]
    let five = UInt8(ascii: "5")
    if next != five { return next > five }
    let isTie = digits[(index + 2)...].allSatisfy { $0 == UInt8(ascii: "0") }
    return !isTie || digits[index] & 1 == 1
  }

  /// How many bytes ``write(into:isNegative:isIntegral:)`` needs at most.
  func byteCountMax(isIntegral: Bool) -> Int { isIntegral ? 48 + max(0, exponent) : 96 }

  /// Writes the number as the reference prints it: an integer in full, a fraction with an exponent when that is below
  /// -4 or above 5. Returns how many bytes it wrote.
  func write(into bytes: UnsafeMutablePointer<UInt8>, isNegative: Bool, isIntegral: Bool) -> Int {
    var output = ByteCursor(bytes)
    if isNegative { output.write(UInt8(ascii: "-")) }
    let count = self.count
    let point = count + exponent
    if count == 0 {
      output.write(UInt8(ascii: "0"))
    } else if isIntegral {
      output.write(digits: value, count: count)
      for _ in 0..<max(0, exponent) { output.write(UInt8(ascii: "0")) }
    } else if point - 1 < -4 || point - 1 >= 6 {
      writeScientific(&output, count: count, power: point - 1)
    } else {
      writeFixed(&output, count: count, point: point)
    }
    return output.count
  }

  private func writeScientific(_ output: inout ByteCursor, count: Int, power: Int) {
    let start = output.count
    output.write(digits: value, count: count)
    if count > 1 { output.insertPoint(at: start + 1) }
    output.write(UInt8(ascii: "e"))
    output.write(power < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    let magnitude = UInt128(power.magnitude)
    output.write(digits: magnitude, count: max(2, ShortDigits(value: magnitude).count))
  }

  private func writeFixed(_ output: inout ByteCursor, count: Int, point: Int) {
    if point <= 0 {
      output.write(UInt8(ascii: "0"))
      output.write(UInt8(ascii: "."))
      for _ in 0..<(-point) { output.write(UInt8(ascii: "0")) }
      output.write(digits: value, count: count)
    } else {
      let start = output.count
      output.write(digits: value, count: count)
      if point < count { output.insertPoint(at: start + point) }
      for _ in 0..<max(0, point - count) { output.write(UInt8(ascii: "0")) }
    }
  }
}

/// Writes bytes one after another to memory that its maker sized.
struct ByteCursor {
  let start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0

  init(_ start: UnsafeMutablePointer<UInt8>) { self.start = start }

  @inline(__always)
  mutating func write(_ byte: UInt8) {
    start[count] = byte
    count += 1
  }

  mutating func write(digits: UInt128, count digitCount: Int) {
    var rest = digits
    for index in stride(from: digitCount - 1, through: 0, by: -1) {
      start[count + index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digitCount
  }

  mutating func insertPoint(at index: Int) {
    for position in stride(from: count, to: index, by: -1) { start[position] = start[position - 1] }
    start[index] = UInt8(ascii: ".")
    count += 1
  }
}
