import Testing

@testable import Rego

@Suite struct ValueOrderTests {
  /// Rising; values on one line are equal.
  static let rising: [[String]] = [
    ["null"], ["false"], ["true"],
    ["-1e1000"], ["-1e999"], ["-9223372036854775809", "-9223372036854775809.0"],
    ["-9223372036854775808", "-9.223372036854775808e18"], ["-10", "-1e1", "-10.0"], ["-1.5"], ["-1.25", "-125e-2"],
    ["-1e-400"], ["0", "-0", "0.0", "-0.0", "0e5", "-0e-5", "0e999999999999"],
    ["1e-400", "0.1e-399"], ["0.05"], ["0.1", "0.10", "1e-1", "0.1000000000", "10e-2"], ["0.11"],
    ["0.3"], ["0.30000000000000001"], ["0.30000000000000004"],
    ["1", "1.0", "1e0", "10e-1", "0.1e1", "1E0", "1e+0", "1.000e-0"], ["1.000000000000000000000000000001"], ["2"],
    ["99.9"], ["100", "1e2", "100.00"],
    ["9223372036854775806"], ["9223372036854775807", "9223372036854775807.0"], ["9223372036854775808"],
    ["18446744073709551615"], ["18446744073709551616", "18446744073709551616.000"],
    ["100000000000000000000000000000000000000", "1e38"], ["1e999", "10e998", "0.001e1002"],
    [#""""#], [#""0""#], [#""a""#, #""\u0061""#], [#""b""#],
    ["[]"], ["[null]"], ["[0,5]"], ["[0,6]"], ["[1]", "[1.0]"], ["[1,null]"], ["[[]]"],
    ["{}"], [#"{"a":0}"#, #"{"a":0.0}"#], [#"{"a":0,"b":0}"#, #"{"b":0,"a":0}"#], [#"{"a":1}"#], [#"{"b":0}"#],
  ]

  static let flat: [(rank: Int, text: String)] = rising.enumerated().flatMap { rank, texts in
    texts.map { (rank, $0) }
  }

  @Test func `values are ordered by type, then within the type; numbers by value`() throws {
    let arena = Arena()
    let values = try Self.flat.map { ($0.rank, $0.text, try $0.text.utf8Read(into: arena)) }
    for (rankA, textA, a) in values {
      for (rankB, textB, b) in values {
        let wanted = rankA == rankB ? 0 : (rankA < rankB ? -1 : 1)
        #expect(Value.compare(a, b) == wanted, "\(textA) against \(textB)")
        #expect((a == b) == (wanted == 0), "\(textA) against \(textB)")
        if wanted == 0 { #expect(a.hash == b.hash, "\(textA) against \(textB)") }
      }
    }
  }

  @Test func `sets come after objects and compare member by member`() {
    let arena = Arena()
    func set(_ members: [Int]) -> Value {
      var builder = SetBuilder(arena)
      for member in members { builder.insert(Value(member)) }
      return builder.finish()
    }
    let ordered = [set([]), set([1]), set([2, 1]), set([3, 1]), set([2])]
    #expect(ordered.reversed().sorted() == ordered)
    #expect(ObjectBuilder(arena).finish() < ordered[0] && arena.array([]) < ordered[0])
    #expect(set([]) != ObjectBuilder(arena).finish() && set([]) != arena.array([]))
  }

  @Test func `undefined equals only itself and comes first`() {
    #expect(Value.undefined == .undefined && Value.undefined != .null && Value.undefined < .null)
  }

  @Test(
    arguments: [
      ("1.0", 1), ("1e3", 1_000), ("-12e-1", nil), ("9223372036854775807", Int64.max),
      ("-9223372036854775808", Int64.min), ("9223372036854775808", nil), ("-9223372036854775809", nil),
      ("-9223372036854775808.0", Int64.min), ("922337203685477580.7e1", Int64.max), ("1e18", 1_000_000_000_000_000_000),
      ("1e19", nil), ("0.5", nil), ("-0", 0), ("0e99999999999999999999", 0), ("1e99999999999999999999", nil),
      ("120000000000000000000e-19", 12), ("1e-99999999999999999999", nil),
    ] as [(String, Int64?)])
  func `a number is an integer when it has no fraction and fits 64 bits`(text: String, integer: Int64?) throws {
    let document = try Document(json: text)
    #expect(document.value.integer == integer)
    #expect(document.json == text && document.value.numberText == text, "numbers keep their digits")
  }

  @Test func `a number in thousands of digits is compared digit by digit`() throws {
    let digits = String(repeating: "1234567890", count: 500)
    let arena = Arena()
    let (a, b) = (arena.number(digits + "1"), arena.number(digits + "2"))
    #expect(a < b && a != b)
    #expect(arena.number(digits + "1.000") == a)
    #expect(arena.number("-" + digits + "1") > arena.number("-" + digits + "2"))
  }

  @Test func `sorting thousands of mixed values is stable in what it gives`() throws {
    let arena = Arena()
    let values = try (0..<3_000).map { try Self.flat[$0 * 31 % Self.flat.count].text.utf8Read(into: arena) }
    var (set, other) = (SetBuilder(arena), SetBuilder(arena))
    for value in values { set.insert(value) }
    for value in values.reversed() { other.insert(value) }
    let (a, b) = (set.finish(), other.finish())
    #expect(a == b && a.count == Self.rising.count)
    #expect(zip(a.items, a.items.dropFirst()).allSatisfy { Value.compare($0, $1) < 0 })
    #expect(a.items == b.items)
  }
}
