import Testing

@testable import Rego

@Suite struct BuiltinNumberTests {
  static let arithmetic: [BuiltinCall] = [
    .init("plus", "[2, 3]", "5"),
    .init("plus", "[9223372036854775807, 1]", "9223372036854775808"),
    .init("plus", "[0.1, 0.2]", "0.3"),
    .init("plus", "[1e21, 1e21]", "2000000000000000000000"),
    .init("plus", "[5e307, 5e307]", "1" + String(repeating: "0", count: 308)),
    .init("plus", "[999999999999999999999999, 1]", "1000000000000000000000000"),
    .init("plus", "[true, 1]", "!operand 1 must be number but got boolean"),
    .init("plus", #"[1, "1"]"#, "!operand 2 must be number but got string"),
    .init("minus", "[-9223372036854775808, 1]", "-9223372036854775809"),
    .init("minus", #"[{"$set": [1, 2, 3]}, {"$set": [3, 4]}]"#, "{1, 2}"),
    .init("minus", #"["a", 1]"#, "!operand 1 must be one of {number, set} but got string"),
    .init("minus", #"[1, {"$set": []}]"#, "!operand 2 must be number but got set"),
    .init("minus", #"[{"$set": []}, 1]"#, "!operand 2 must be set but got number"),
    .init("mul", "[3037000500, 3037000500]", "9223372037000250000"),
    .init("mul", "[4294967296, 4294967296]", "18446744073709551616"),
    .init("mul", "[1.5, 1.5]", "2.25"),
    .init("mul", "[0.1, 3]", "0.3"),
    .init("div", "[9, 3]", "3"),
    .init("div", "[9, 4]", "2.25"),
    .init("div", "[1, 3]", "0.33333333333333333334"),
    .init("div", "[-9223372036854775808, -1]", "9223372036854775808"),
    .init("div", "[1, 0]", "!divide by zero"),
    .init("div", "[1, 0.0]", "!divide by zero"),
    .init("div", "[1e200000, 1e200000]", "1"),
    .init("div", "[1, 1e200000]", "9.9999999999999999994e-200001"),
    .init("mul", "[1e-200000, 1]", "1e-200000"),
    .init("rem", "[7, 3]", "1"),
    .init("rem", "[-7, 3]", "-1"),
    .init("rem", "[-9223372036854775808, -1]", "0"),
    .init("rem", "[7, 0]", "!modulo by zero"),
    .init("rem", "[7.5, 2]", "!modulo on floating-point number"),
    .init("rem", "[7.0, 2]", "1"),
    .init("abs", "[-9223372036854775808]", "9223372036854775808"),
    .init("abs", "[-1.25]", "1.25"),
    .init("round", "[2.5]", "3"),
    .init("round", "[-2.5]", "-3"),
    .init("round", "[0.49999]", "0"),
    .init("ceil", "[-0.5]", "0"),
    .init("ceil", "[0.5]", "1"),
    .init("ceil", "[100000000000000000000000.5]", "100000000000000000000000"),
    .init("floor", "[-0.5]", "-1"),
    .init("floor", "[7.999]", "7"),
  ]

  static let bits: [BuiltinCall] = [
    .init("bits.and", "[12, 10]", "8"),
    .init("bits.or", "[12, 10]", "14"),
    .init("bits.xor", "[12, -10]", "-6"),
    .init("bits.negate", "[0]", "-1"),
    .init("bits.negate", "[36893488147419103232]", "-36893488147419103233"),
    .init("bits.lsh", "[3, 70]", "3541774862152233910272"),
    .init("bits.lsh", "[0, 1000000000000]", "0"),
    .init("bits.lsh", "[1, 1000000000000]", "!memory limit reached"),
    .init("bits.lsh", "[1, -1]", "!operand 2 must be an unsigned integer number but got a negative integer"),
    .init("bits.rsh", "[-5, 1]", "-3"),
    .init("bits.rsh", "[-5, 100]", "-1"),
    .init("bits.rsh", "[73786976294838206464, 65]", "2"),
    .init("bits.and", "[1.5, 1]", "!operand 1 must be integer number but got floating-point number"),
    .init("bits.or", #"[1, "x"]"#, "!operand 2 must be integer but got string"),
  ]

  static let others: [BuiltinCall] = [
    .init("numbers.range", "[-1, 2]", "[-1, 0, 1, 2]"),
    .init("numbers.range", "[2, -1]", "[2, 1, 0, -1]"),
    .init("numbers.range", "[4.0, 4]", "[4]"),
    .init("numbers.range", "[0, 100000000000]", "!memory limit reached"),
    .init("numbers.range", "[-9223372036854775808, 9223372036854775807]", "!memory limit reached"),
    .init(
      "numbers.range", "[18446744073709551614, 18446744073709551616]",
      "[18446744073709551614, 18446744073709551615, 18446744073709551616]"),
    .init("numbers.range_step", "[0, 7, 3]", "[0, 3, 6]"),
    .init("numbers.range_step", "[7, 0, 3]", "[7, 4, 1]"),
    .init(
      "numbers.range_step", "[9223372036854775800, 9223372036854775807, 5]",
      "[9223372036854775800, 9223372036854775805]"),
    .init("numbers.range_step", "[0, 7, 0]", "!numbers.range_step: step must be a positive integer"),
    .init("rand.intn", #"["k", 1]"#, "0"),
    .init("rand.intn", #"["k", 0]"#, "0"),
    .init("to_number", #"["-12"]"#, "-12"),
    .init("to_number", #"["1.50"]"#, "1.50"),
    .init("to_number", #"["0b1"]"#, #"!strconv.ParseFloat: parsing "0b1": invalid syntax"#),
    .init("to_number", #"["1e400"]"#, #"!strconv.ParseFloat: parsing "1e400": value out of range"#),
    .init("to_number", #"["-Inf"]"#, "!operand 1 must be valid number string but got string"),
    .init("to_number", "[[]]", "!operand 1 must be one of {null, boolean, number, string} but got array"),
    .init("format_int", "[3735928559, 16]", #""deadbeef""#),
    .init("format_int", "[-9223372036854775808, 2]", "\"-1" + String(repeating: "0", count: 63) + "\""),
    .init("format_int", "[9.99, 10]", #""9""#),
    .init("format_int", "[1, 3]", "!operand 2 must be one of {2, 8, 10, 16}"),
    .init("units.parse", #"["2.5Ki"]"#, "2560"),
    .init("units.parse", #"["250m"]"#, "0.2500000000"),
    .init("units.parse", #"["7 M"]"#, "!units.parse: spaces not allowed in resource strings"),
    .init("units.parse", #"["7q"]"#, "!units.parse: unit q not recognized"),
    .init("units.parse_bytes", #"["2.5GiB"]"#, "2684354560"),
    .init("units.parse_bytes", #"["MB"]"#, "!units.parse_bytes: no byte amount provided"),
    .init("units.parse_bytes", #"["1-2k"]"#, "!units.parse_bytes: could not parse byte amount to a number"),
  ]

  @Test(arguments: arithmetic) func `arithmetic is the reference's`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: bits) func `bits are those of two's complement`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: others) func `ranges, conversions and units`(call: BuiltinCall) throws { try call.check() }

  @Test func `a float that is printed and read again is the same`() {
    var generator = SystemRandomNumberGenerator()
    for round in 0..<4_000 {
      let exponent = round % 3 == 0 ? Int.random(in: -1500...1500) : Int.random(in: -90...10)
      let float = BigFloat(isNegative: round % 2 == 0, mantissa: generator.next() | 1 << 63, exponent: exponent)
      let digits = float.shortestDigits
      let text = [UInt8](unsafeUninitializedCapacity: digits.byteCountMax(isIntegral: float.isIntegral)) {
        bytes, count in
        guard let start = bytes.baseAddress else { return }
        count = digits.write(into: start, isNegative: float.isNegative, isIntegral: float.isIntegral)
      }
      let read = text.withUnsafeBufferPointer { BigFloat(text: $0) }
      #expect(read.mantissa == float.mantissa && read.exponent == float.exponent && read.isNegative == float.isNegative)
    }
  }

  @Test func `sums and products of 64-bit numbers are the nearest to the exact ones`() {
    for _ in 0..<2_000 {
      let (a, b) = (Int64.random(in: .min ... .max), Int64.random(in: .min ... .max))
      #expect(same(BigFloat(a) + BigFloat(b), Int128(a) + Int128(b)))
      #expect(same(BigFloat(a) - BigFloat(b), Int128(a) - Int128(b)))
      #expect(same(BigFloat(a) * BigFloat(b), Int128(a) * Int128(b)))
    }
  }

  private func same(_ float: BigFloat, _ exact: Int128) -> Bool {
    let nearest = BigFloat(rounding: exact.magnitude, exponent: 0, sticky: false, isNegative: exact < 0)
    return float.mantissa == nearest.mantissa && (float.isZero || float.exponent == nearest.exponent)
  }
}
