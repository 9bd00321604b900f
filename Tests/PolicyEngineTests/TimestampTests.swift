import Rego
import Testing

@testable import PolicyEngine

/// Times in records.
@Suite struct TimestampTests {
  @Test(
    "times are RFC 3339 with 0, 3, 6 or 9 digits",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_704_164_645_000_000_000, "2024-01-02T03:04:05Z"),
      (1_704_164_645_678_000_000, "2024-01-02T03:04:05.678Z"),
      (1_704_164_645_678_900_000, "2024-01-02T03:04:05.678900Z"),
      (1_704_164_645_000_000_001, "2024-01-02T03:04:05.000000001Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00Z"), (4_102_444_799_000_000_000, "2099-12-31T23:59:59Z"),
      (-1, "1969-12-31T23:59:59.999999999Z"),
    ])
  func writes(_ nanoseconds: Int64, _ text: String) {
    let writer = ByteWriter()
    TimestampText.write(nanoseconds: nanoseconds, to: writer)
    #expect(writer.string == text)
  }

  @Test("identifiers are UUIDs of version 4")
  func formatsIdentifiers() {
    var bits: [UInt64] = [.max, 0]
    #expect(DecisionID(random: { bits.removeFirst() }).text == "ffffffff-ffff-4fff-8000-000000000000")
  }

  @Test(
    "the sign of integral numbers of any size is known",
    arguments: [
      ("0", 0), ("-0", 0), ("1.0", 1), ("-2", -1), ("1e400", 1), ("-1e400", -1), ("1.5", nil), ("0.0", 0),
      ("12345678901234567890.0", 1), ("12345678901234567890.5", nil), ("100000000000000000000e-1", 1),
      ("100000000000000000001e-1", nil), ("1e-3", nil), ("1000e-3", 1), ("123.450e2", 1), ("123.456e2", nil),
    ] as [(String, Int?)])
  func findsSigns(_ text: String, _ sign: Int?) {
    let number = Document { $0.number(text) }
    withExtendedLifetime(number) { #expect(NumberRange.sign(ofIntegral: number.value) == sign) }
  }
}
