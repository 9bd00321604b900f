import Testing

@testable import Rego

@Suite struct BuiltinTimeTests {
  /// 2024-03-31T00:30:00Z, half an hour before summer time begins in Berlin.
  static let calls: [BuiltinCall] = [
    .init("time.now_ns", "[]", "1700000000000000000"),
    .init("time.date", "[-1]", "[1969, 12, 31]"),
    .init("time.date", "[[951782400000000000]]", "[2000, 2, 29]"),
    .init("time.clock", "[-1]", "[23, 59, 59]"),
    .init("time.weekday", "[1711845000000000000]", #""Sunday""#),
    .init("time.clock", #"[[1711845000000000000, "Test/Berlin"]]"#, "[1, 30, 0]"),
    .init("time.clock", #"[[1711848600000000000, "Test/Berlin"]]"#, "[3, 30, 0]"),
    .init("time.format", #"[[1711848600000000000, "Test/Berlin"]]"#, #""2024-03-31T03:30:00+02:00""#),
    .init("time.format", #"[[1711848600000000000, "Test/Berlin", "RFC850"]]"#, #""Sunday, 31-Mar-24 03:30:00 CEST""#),
    .init("time.format", "[1700000000123456000]", #""2023-11-14T22:13:20.123456Z""#),
    .init(
      "time.format", #"[[1700000000123456000, "", "Jan _2 '06 3:04pm .000 002 Z07"]]"#,
      #""Nov 14 '23 10:13pm .123 318 Z""#),
    .init("time.format", "[1e30]", "!timestamp too big"),
    .init("time.date", "[1.5]", "!timestamp too big"),
    .init("time.date", #"[[0, "Mars/Base"]]"#, "!unknown time zone Mars/Base"),
    .init("time.date", #"[[0, "../etc/passwd"]]"#, "!time: invalid location name"),
    .init("time.date", #"["0"]"#, "!operand 1 must be either number (ns) or [number (ns), string (tz)] but got string"),
    .init("time.parse_rfc3339_ns", #"["2024-03-31T02:30:00.5+02:00"]"#, "1711845000500000000"),
    .init(
      "time.parse_rfc3339_ns", #"["2024-02-30T00:00:00Z"]"#, #"!parsing time "2024-02-30T00:00:00Z": day out of range"#),
    .init("time.parse_rfc3339_ns", #"["2500-01-01T00:00:00Z"]"#, "!time outside of valid range"),
    .init(
      "time.parse_ns", #"["Monday, 2 January 2006 3:04PM MST", "Sunday, 31 March 2024 1:30AM CET"]"#,
      "1711848600000000000"),
    .init("time.parse_ns", #"["2006-002", "2024-060"]"#, "1709164800000000000"),
    .init("time.parse_ns", #"["02.01.2006", "31.13.2024"]"#, #"!parsing time "31.13.2024": month out of range"#),
    .init("time.parse_ns", #"["15:04", "7:5"]"#, #"!parsing time "7:5" as "15:04": cannot parse "5" as "04""#),
    .init("time.parse_ns", #"["2006", "2024x"]"#, #"!parsing time "2024x": extra text: "x""#),
    .init("time.add_date", "[1709164800000000000, 1, 0, 0]", "1740787200000000000"),
    .init("time.add_date", "[0, 0, -1, 0]", "-2678400000000000"),
    .init("time.add_date", "[0, 9223372036854775807, 0, 0]", "!time outside of valid range"),
    .init("time.add_date", #"[[1711795500000000000, "Test/Berlin"], 0, 0, 1]"#, "1711878300000000000"),
    .init("time.diff", "[0, 34300800000000000]", "[1, 1, 1, 0, 0, 0]"),
    .init("time.diff", "[1711845000000000000, 1709164799000000000]", "[0, 1, 2, 0, 30, 1]"),
    .init("time.parse_duration_ns", #"["1h15m30.918273645s"]"#, "4530918273645"),
    .init("time.parse_duration_ns", #"["-.5us"]"#, "-500"),
    .init("time.parse_duration_ns", #"["1w"]"#, #"!time: unknown unit "w" in duration "1w""#),
    .init("time.parse_duration_ns", #"["3"]"#, #"!time: missing unit in duration "3""#),
    .init("time.parse_duration_ns", #"["300000h"]"#, "1080000000000000000"),
    .init("time.parse_duration_ns", #"["3000000h"]"#, #"!time: invalid duration "3000000h""#),
  ]

  /// A zone file of one rule and no transitions.
  static func zoneFile(_ rule: String) -> [UInt8] {
    let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
    func counts(types: UInt8, characters: UInt8) -> [UInt8] {
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, types, 0, 0, 0, characters]
    }
    let block = counts(types: 1, characters: 4) + [0, 0, 0x0E, 0x10, 0, 0] + Array("CET\0".utf8)
    return header + block + header + block + Array("\n\(rule)\n".utf8)
  }

  @Test(arguments: calls) func `times, dates and durations`(call: BuiltinCall) throws {
    let result = try call.result { context in
      context.nowNanoseconds = 1_700_000_000_000_000_000
      context.zoneFile = { $0 == "Test/Berlin" ? Self.zoneFile("CET-1CEST,M3.5.0,M10.5.0/3") : nil }
    }
    #expect(result == call.wanted)
  }

  @Test func `a date is that of its number of days, and back`() {
    for days in stride(from: -110_000, through: 110_000, by: 17) {
      let (year, month, day) = CivilTime.date(days: days)
      #expect(CivilTime.days(year: year, month: month, day: day) == days)
      #expect((1...12).contains(month) && (1...CivilTime.daysIn(month: month, year: year)).contains(day))
    }
  }

  @Test(arguments: [
    "", "TZif", "TZif2" + String(repeating: "\0", count: 39), "TZif2" + String(repeating: "\u{7F}", count: 400),
    "nonsense that is long enough to be a header of a file",
  ])
  func `a broken zone file is no zone`(text: String) {
    #expect(ZoneRules(Array(text.utf8)) == nil)
  }

  @Test func `a cut zone file does no harm`() {
    let file = Self.zoneFile("CET-1CEST,M3.5.0,M10.5.0/3")
    for length in 0..<file.count { _ = ZoneRules(Array(file[..<length]))?.find(0) }
    for index in file.indices {
      var damaged = file
      damaged[index] ^= 0xFF
      _ = ZoneRules(damaged)?.find(.max / 2)
      _ = ZoneRules(damaged)?.find(.min / 2)
    }
  }
}
