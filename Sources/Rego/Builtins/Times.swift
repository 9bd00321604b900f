/// Times, dates and durations.
package enum Times {
  static let all: [Builtin] = [
    Builtin("time.now_ns", 0, isDeterministic: false) { (context, _) in Value(context.nowNanoseconds) },
    Builtin("time.parse_ns", 2) { (_, operands) throws(BuiltinError) in
      let layout = TimeLayout.resolve(try operands.string(0).utf8)
      return Value(try TimeParser.parse(try operands.string(1).utf8, layout: layout))
    },
    Builtin("time.parse_rfc3339_ns", 1) { (_, operands) throws(BuiltinError) in
      Value(try TimeParser.parse(try operands.string(0).utf8, layout: TimeLayout.bytes(TimeLayout.rfc3339)))
    },
    Builtin("time.parse_duration_ns", 1) { (_, operands) throws(BuiltinError) in
      Value(try Duration.parse(try operands.string(0).utf8))
    },
    Builtin("time.format", 1) { (context, operands) throws(BuiltinError) in
      let moment = try Moment(context, operands[0])
      let layout = moment.layout.isEmpty ? TimeLayout.bytes(TimeLayout.rfc3339Nano) : TimeLayout.resolve(moment.layout)
      TimeLayout.write(moment.civil, layout: layout, to: context.emptyText())
      return try context.finishText()
    },
    Builtin("time.date", 1) { (context, operands) throws(BuiltinError) in
      let time = try Moment(context, operands[0]).civil
      return numbers(context.arena, time.year, time.month, time.day)
    },
    Builtin("time.clock", 1) { (context, operands) throws(BuiltinError) in
      let time = try Moment(context, operands[0]).civil
      return numbers(context.arena, time.hour, time.minute, time.second)
    },
    Builtin("time.weekday", 1) { (context, operands) throws(BuiltinError) in
      context.arena.string(TimeLayout.longWeekdays[try Moment(context, operands[0]).civil.weekday])
    },
    Builtin("time.add_date", 4) { (context, operands) throws(BuiltinError) in
      try addDate(try Moment(context, operands[0]), operands)
    },
    Builtin("time.diff", 2) { (context, operands) throws(BuiltinError) in
      let first = try Moment(context, operands[0])
      return difference(context.arena, first, try Moment(context, operands[1]))
    },
  ]

  private static func numbers(_ arena: Arena, _ values: Int...) -> Value {
    let (array, elements) = arena.array(count: values.count)
    for (index, value) in values.enumerated() { elements[index] = Value(value) }
    return array
  }

  /// An operand: nanoseconds, or an array of them with a zone and a layout.
  struct Moment {
    var nanoseconds: Int64
    var zone: ZoneRules?
    var layout = Bytes(start: nil, count: 0)

    init(_ context: BuiltinContext, _ value: Value) throws(BuiltinError) {
      let wanted = "operand 1 must be either number (ns) or [number (ns), string (tz)] but got "
      var number = value
      if value.tag == .array {
        guard let first = value.elements.first else { throw .type(wanted + "array") }
        guard first.isNumber else { throw .operandType(1, expected: .number, got: first.kind) }
        number = first
        for part in value.elements.dropFirst().prefix(2) where part.tag != .string {
          throw .operandType(1, expected: .string, got: part.kind)
        }
        if value.count > 1 { zone = try context.zone(value.elements[1].utf8) }
        if value.count > 2 { layout = value.elements[2].utf8 }
      }
      guard number.isNumber else { throw .type(wanted + value.kind.name) }
      guard let exact = number.tag == .int ? number.int64 : BigFloat(number).int64 else {
        throw .failed("timestamp too big")
      }
      nanoseconds = exact
    }

    var civil: CivilTime { CivilTime(nanoseconds: nanoseconds, in: zone) }
  }

  private static func addDate(_ moment: Moment, _ operands: Operands) throws(BuiltinError) -> Value {
    let outside = BuiltinError.failed("time outside of valid range")
    let years = try operands.integer(1)
    let months = try operands.integer(2)
    let days = try operands.integer(3)
    // Wider steps than these end outside of the range whatever they are added to.
    guard years.magnitude < 1_000_000, months.magnitude < 12_000_000, days.magnitude < 400_000_000 else {
      throw outside
    }
    let time = moment.civil
    let month = time.month - 1 + Int(months)
    let (yearsMore, monthIndex) = CivilTime.divide(Int64(month), by: 12)
    var moved = time
    moved.year += Int(years) + Int(yearsMore)
    moved.month = Int(monthIndex) + 1
    moved.day += Int(days)
    let local = moved.secondsAsUTC
    let seconds = moment.zone?.seconds(local: local) ?? local
    guard let nanoseconds = CivilTime.nanoseconds(seconds: seconds, nanosecond: time.nanosecond) else { throw outside }
    return Value(nanoseconds)
  }

  /// Years, months, days, hours, minutes and seconds between two times, by the first one's calendar.
  private static func difference(_ arena: Arena, _ first: Moment, _ second: Moment) -> Value {
    let isOrdered = first.nanoseconds <= second.nanoseconds
    let early = CivilTime(nanoseconds: isOrdered ? first.nanoseconds : second.nanoseconds, in: first.zone)
    let late = CivilTime(nanoseconds: isOrdered ? second.nanoseconds : first.nanoseconds, in: first.zone)
    var parts = [
      late.year - early.year, late.month - early.month, late.day - early.day, late.hour - early.hour,
      late.minute - early.minute, late.second - early.second,
    ]
    let wraps = [0, 12, CivilTime.daysIn(month: early.month, year: early.year), 24, 60, 60]
    for index in stride(from: 5, to: 0, by: -1) where parts[index] < 0 {
      parts[index] += wraps[index]
      parts[index - 1] -= 1
    }
    let (array, elements) = arena.array(count: 6)
    for index in 0..<6 { elements[index] = Value(parts[index]) }
    return array
  }

  /// `1h30m`, `-1.5s`
  package enum Duration {
    package static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) -> Int64 {
      let invalid = BuiltinError.failed("time: invalid duration \(TimeParser.quoted(text))")
      var index = 0
      var isNegative = false
      if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        isNegative = first == UInt8(ascii: "-")
        index = 1
      }
      if text.count == index + 1, text[index] == UInt8(ascii: "0") { return 0 }
      if index == text.count { throw invalid }
      var total: UInt64 = 0
      while index < text.count {
        let (part, next) = try readPart(text, index, invalid)
        let (sum, overflow) = total.addingReportingOverflow(part)
        if overflow || sum > 1 << 63 { throw invalid }
        total = sum
        index = next
      }
      if isNegative { return total == 1 << 63 ? .min : -Int64(total) }
      guard let duration = Int64(exactly: total) else { throw invalid }
      return duration
    }

    private static func readPart(
      _ text: Bytes, _ start: Int, _ invalid: BuiltinError
    ) throws(BuiltinError) -> (UInt64, Int) {
      func isDigit(_ at: Int) -> Bool { at < text.count && text[at] &- UInt8(ascii: "0") <= 9 }
      var index = start
      var whole: UInt64 = 0
      while isDigit(index) {
        if whole > (1 << 63) / 10 { throw invalid }
        whole = whole * 10 + UInt64(text[index] - UInt8(ascii: "0"))
        if whole > 1 << 63 { throw invalid }
        index += 1
      }
      var hasDigits = index > start
      var fraction: UInt64 = 0
      var scale = 1.0
      if index < text.count, text[index] == UInt8(ascii: ".") {
        index += 1
        while isDigit(index) {
          hasDigits = true
          // What is beyond the precision is dropped.
          if fraction < (1 << 63 - 1) / 10 {
            fraction = fraction * 10 + UInt64(text[index] - UInt8(ascii: "0"))
            scale *= 10
          }
          index += 1
        }
      }
      guard hasDigits else { throw invalid }
      let unitStart = index
      while index < text.count, !isDigit(index), text[index] != UInt8(ascii: ".") { index += 1 }
      let unit = text.part(unitStart, index)
      if unit.isEmpty { throw .failed("time: missing unit in duration \(TimeParser.quoted(text))") }
      guard let nanoseconds = nanoseconds(unit) else {
        throw .failed("time: unknown unit \(TimeParser.quoted(unit)) in duration \(TimeParser.quoted(text))")
      }
      if whole > (1 << 63) / nanoseconds { throw invalid }
      var value = whole * nanoseconds
      if fraction > 0 { value += UInt64(Double(fraction) * (Double(nanoseconds) / scale)) }
      if value > 1 << 63 { throw invalid }
      return (value, index)
    }

    private static func nanoseconds(_ unit: Bytes) -> UInt64? {
      if unit.equals("ns") { return 1 }
      // The micro sign and the Greek letter.
      if unit.equals("us") || unit.equals("\u{B5}s") || unit.equals("\u{3BC}s") { return 1000 }
      if unit.equals("ms") { return 1_000_000 }
      if unit.equals("s") { return 1_000_000_000 }
      if unit.equals("m") { return 60_000_000_000 }
      return unit.equals("h") ? 3_600_000_000_000 : nil
    }
  }
}

extension BuiltinContext {
  /// The rules of a zone by its name; nil for UTC.
  func zone(_ name: Bytes) throws(BuiltinError) -> ZoneRules? {
    if name.isEmpty || name.equals("UTC") || name.equals("Local") { return nil }
    let hash = StringHash.of(name)
    if let known = zones.find(name, hash: hash) { return known }
    let text = String(decoding: name, as: UTF8.self)
    let isPath = text.contains("..") || text.hasPrefix("/") || text.contains("\\")
    if isPath { throw .failed("time: invalid location name") }
    guard let file = zoneFile?(text), let rules = ZoneRules(file) else { throw .failed("unknown time zone \(text)") }
    zones.insert(name, hash: hash, rules)
    return rules
  }
}
