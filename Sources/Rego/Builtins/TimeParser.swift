/// Reads a time by a layout, as Go does: with its leniency and its complaints.
package struct TimeParser {
  private let layout: Bytes
  private let value: Bytes
  private var index = 0
  private var time = CivilTime()
  private var month: Int?
  private var day: Int?
  private var yearDay: Int?
  private var isMorning = false
  private var isAfternoon = false
  /// Seconds east of UTC, when the text says.
  private var offset: Int?

  /// Nanoseconds since 1970.
  static func parse(_ value: Bytes, layout: Bytes) throws(BuiltinError) -> Int64 {
    var parser = TimeParser(layout: layout, value: value)
    return try parser.run()
  }

  /// Whether a text has a layout; the year may be one that nanoseconds since 1970 cannot say.
  package static func fits(_ value: UnsafeBufferPointer<UInt8>, layout: StaticString) -> Bool {
    var parser = TimeParser(layout: TimeLayout.bytes(layout), value: value)
    do throws(BuiltinError) { try parser.readAll() } catch { return false }
    return true
  }

  private init(layout: Bytes, value: Bytes) {
    self.layout = layout
    self.value = value
  }

  /// An element's text does not fit.
  private struct Mismatch: Error {}

  private mutating func run() throws(BuiltinError) -> Int64 {
    try readAll()
    let seconds = time.secondsAsUTC - Int64(offset ?? 0)
    guard let nanoseconds = CivilTime.nanoseconds(seconds: seconds, nanosecond: time.nanosecond) else {
      throw .failed("time outside of valid range")
    }
    return nanoseconds
  }

  private mutating func readAll() throws(BuiltinError) {
    var position = 0
    while true {
      let next = TimeLayout.next(layout, from: position)
      let prefix = layout.part(position, next?.start ?? layout.count)
      guard skip(prefix) else { throw cannotParse(prefix, from: index) }
      guard let (element, start, end) = next else { break }
      position = end
      let hold = index
      var outOfRange: String?
      do throws(Mismatch) { outOfRange = try read(element, after: end) } catch {
        throw cannotParse(layout.part(start, end), from: hold)
      }
      if let outOfRange { throw complaint(": \(outOfRange) out of range") }
    }
    if index < value.count { throw complaint(": extra text: \(TimeParser.quoted(value.part(index, value.count)))") }
    try finish()
  }

  private func complaint(_ message: String) -> BuiltinError {
    .failed("parsing time \(TimeParser.quoted(value))\(message)")
  }

  private func cannotParse(_ element: Bytes, from start: Int) -> BuiltinError {
    complaint(
      " as \(TimeParser.quoted(layout)): cannot parse \(TimeParser.quoted(value.part(start, value.count))) as "
        + TimeParser.quoted(element))
  }

  /// Quotes a text; bytes that are not printable ASCII by their code.
  static func quoted(_ text: Bytes) -> String {
    let writer = ByteWriter(capacity: 128)
    writer.write(UInt8(ascii: "\""))
    for byte in text {
      if byte >= 0x80 || byte < 0x20 {
        writer.write("\\x")
        TermText.writeHex(UInt32(byte), digits: 2, to: writer)
      } else {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { writer.write(UInt8(ascii: "\\")) }
        writer.write(byte)
      }
    }
    writer.write(UInt8(ascii: "\""))
    return writer.string
  }

  // MARK: Elements

  /// Plain text must be there; a run of spaces stands for any number of them.
  private mutating func skip(_ prefix: Bytes) -> Bool {
    let space = UInt8(ascii: " ")
    var at = 0
    while at < prefix.count {
      if prefix[at] == space {
        if index < value.count, value[index] != space { return false }
        while at < prefix.count, prefix[at] == space { at += 1 }
        while index < value.count, value[index] == space { index += 1 }
        continue
      }
      guard index < value.count, value[index] == prefix[at] else { return false }
      at += 1
      index += 1
    }
    return true
  }

  private func isDigit(_ at: Int) -> Bool { at < value.count && value[at] &- UInt8(ascii: "0") <= 9 }
  private func digit(_ at: Int) -> Int { Int(value[at] - UInt8(ascii: "0")) }

  private mutating func number(exactly digits: Int) throws(Mismatch) -> Int {
    var result = 0
    for _ in 0..<digits {
      guard isDigit(index) else { throw Mismatch() }
      result = result * 10 + digit(index)
      index += 1
    }
    return result
  }

  /// One or two digits.
  private mutating func number(padded: Bool) throws(Mismatch) -> Int {
    guard isDigit(index), isDigit(index + 1) || !padded else { throw Mismatch() }
    return try number(exactly: isDigit(index + 1) ? 2 : 1)
  }

  private mutating func name(_ names: [StaticString], short: Bool) throws(Mismatch) -> Int {
    for (position, name) in names.enumerated() {
      let length = short ? 3 : name.utf8CodeUnitCount
      guard index + length <= value.count else { continue }
      var matches = true
      for at in 0..<length where value[index + at] | 0x20 != name.utf8Start[at] | 0x20 { matches = false }
      if matches {
        index += length
        return position
      }
    }
    throw Mismatch()
  }

  private mutating func skipSpace() {
    if index < value.count, value[index] == UInt8(ascii: " ") { index += 1 }
  }

  /// Reads an element; returns what is out of its range, if anything is.
  private mutating func read(_ element: TimeLayout.Element, after layoutIndex: Int) throws(Mismatch) -> String? {
    switch element {
    case .year:
      let year = try number(exactly: 2)
      time.year = year + (year >= 69 ? 1900 : 2000)
    case .longYear: time.year = try number(exactly: 4)
    case .month: month = try name(TimeLayout.longMonths, short: true) + 1
    case .longMonth: month = try name(TimeLayout.longMonths, short: false) + 1
    case .numberMonth, .zeroMonth:
      if case .zeroMonth = element { month = try number(padded: true) } else { month = try number(padded: false) }
      if let month, month < 1 || month > 12 { return "month" }
    case .weekday: _ = try name(TimeLayout.longWeekdays, short: true)
    case .longWeekday: _ = try name(TimeLayout.longWeekdays, short: false)
    case .day: day = try number(padded: false)
    case .underscoreDay:
      skipSpace()
      day = try number(padded: false)
    case .zeroDay: day = try number(padded: true)
    case .underscoreYearDay, .zeroYearDay: try readYearDay(element)
    case .hour:
      time.hour = try number(padded: false)
      if time.hour >= 24 { return "hour" }
    case .hour12, .zeroHour12:
      if case .zeroHour12 = element {
        time.hour = try number(padded: true)
      } else {
        time.hour = try number(padded: false)
      }
      if time.hour > 12 { return "hour" }
    case .minute, .zeroMinute:
      if case .zeroMinute = element {
        time.minute = try number(padded: true)
      } else {
        time.minute = try number(padded: false)
      }
      if time.minute >= 60 { return "minute" }
    case .second, .zeroSecond:
      if case .zeroSecond = element {
        time.second = try number(padded: true)
      } else {
        time.second = try number(padded: false)
      }
      if time.second >= 60 { return "second" }
      try readUnaskedFraction(after: layoutIndex)
    case .upperPM, .lowerPM: try readHalfOfDay(element)
    case .zoneName: try readZoneName()
    case .offset(let zulu, let style): return try readOffset(zulu, style)
    case .fraction(let digits, _, let trimmed): try readFraction(digits: digits, trimmed: trimmed)
    }
    return nil
  }

  private mutating func readYearDay(_ element: TimeLayout.Element) throws(Mismatch) {
    var isPadded = true
    if case .underscoreYearDay = element {
      isPadded = false
      skipSpace()
      skipSpace()
    }
    var digits = 0
    while digits < 3, isDigit(index + digits) { digits += 1 }
    guard digits > 0, !isPadded || digits == 3 else { throw Mismatch() }
    yearDay = try number(exactly: digits)
  }

  private mutating func readHalfOfDay(_ element: TimeLayout.Element) throws(Mismatch) {
    guard index + 2 <= value.count else { throw Mismatch() }
    let text = value.part(index, index + 2)
    if case .upperPM = element {
      (isAfternoon, isMorning) = (isAfternoon || text.equals("PM"), isMorning || text.equals("AM"))
      guard text.equals("PM") || text.equals("AM") else { throw Mismatch() }
    } else {
      (isAfternoon, isMorning) = (isAfternoon || text.equals("pm"), isMorning || text.equals("am"))
      guard text.equals("pm") || text.equals("am") else { throw Mismatch() }
    }
    index += 2
  }

  // MARK: Fractions

  private func isPoint(_ at: Int) -> Bool {
    at < value.count && (value[at] == UInt8(ascii: ".") || value[at] == UInt8(ascii: ","))
  }

  /// A fraction may follow the seconds although the layout does not ask for one.
  private mutating func readUnaskedFraction(after layoutIndex: Int) throws(Mismatch) {
    guard isPoint(index), isDigit(index + 1) else { return }
    if case .fraction = TimeLayout.next(layout, from: layoutIndex)?.element { return }
    var digits = 1
    while isDigit(index + 1 + digits) { digits += 1 }
    try readDigits(digits)
  }

  private mutating func readFraction(digits: Int, trimmed: Bool) throws(Mismatch) {
    if !trimmed {
      guard index + 1 + digits <= value.count else { throw Mismatch() }
      return try readDigits(digits)
    }
    guard isPoint(index), isDigit(index + 1) else { return }
    var found = 1
    while isDigit(index + 1 + found) { found += 1 }
    try readDigits(found)
  }

  /// A point and digits, of which nine count.
  private mutating func readDigits(_ digits: Int) throws(Mismatch) {
    guard isPoint(index) else { throw Mismatch() }
    var nanosecond = 0
    for position in 0..<9 {
      nanosecond *= 10
      guard position < digits else { continue }
      guard isDigit(index + 1 + position) else { throw Mismatch() }
      nanosecond += digit(index + 1 + position)
    }
    time.nanosecond = nanosecond
    index += 1 + digits
  }

  // MARK: Zones

  private mutating func readOffset(_ zulu: Bool, _ style: TimeLayout.OffsetStyle) throws(Mismatch) -> String? {
    if zulu, index < value.count, value[index] == UInt8(ascii: "Z") {
      index += 1
      offset = 0
      return nil
    }
    guard index < value.count else { throw Mismatch() }
    let sign = value[index]
    index += 1
    var parts = [0, 0, 0]
    let count: Int
    let hasColon: Bool
    switch style {
    case .hours: (count, hasColon) = (1, false)
    case .minutes: (count, hasColon) = (2, false)
    case .colonMinutes: (count, hasColon) = (2, true)
    case .seconds: (count, hasColon) = (3, false)
    case .colonSeconds: (count, hasColon) = (3, true)
    }
    for part in 0..<count {
      if part > 0, hasColon {
        guard index < value.count, value[index] == UInt8(ascii: ":") else { throw Mismatch() }
        index += 1
      }
      parts[part] = try number(exactly: 2)
    }
    let limits = [("time zone offset hour", 24), ("time zone offset minute", 60), ("time zone offset second", 60)]
    for (part, limit) in zip(parts, limits) where part > limit.1 { return limit.0 }
    let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    switch sign {
    case UInt8(ascii: "+"): offset = seconds
    case UInt8(ascii: "-"): offset = -seconds
    default: throw Mismatch()
    }
    return nil
  }

  /// An abbreviation. Only `UTC` and `GMT+3` say what it means; any other counts as UTC.
  private mutating func readZoneName() throws(Mismatch) {
    let rest = value.part(index, value.count)
    if rest.hasPrefix("UTC") {
      index += 3
      offset = 0
      return
    }
    guard rest.count >= 3 else { throw Mismatch() }
    if rest.hasPrefix("ChST") || rest.hasPrefix("MeST") {
      index += 4
    } else if rest.hasPrefix("GMT") {
      index += 3
      let (length, hours) = signedHours(rest.part(3, rest.count))
      index += length
      if length > 0, offset == nil { offset = hours * 3600 }
    } else if rest[0] == UInt8(ascii: "+") || rest[0] == UInt8(ascii: "-") {
      let (length, _) = signedHours(rest)
      guard length > 0 else { throw Mismatch() }
      index += length
    } else {
      let upper = rest.prefix(6).prefix { $0 &- UInt8(ascii: "A") < 26 }.count
      let isZone =
        upper == 3 || (upper == 4 && (rest[3] == UInt8(ascii: "T") || rest.hasPrefix("WITA")))
        || (upper == 5 && rest[4] == UInt8(ascii: "T"))
      guard isZone else { throw Mismatch() }
      index += upper
    }
  }

  private func signedHours(_ text: Bytes) -> (length: Int, hours: Int) {
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return (0, 0) }
    let digits = text.dropFirst().prefix { $0 &- UInt8(ascii: "0") <= 9 }
    guard !digits.isEmpty, digits.count < 10 else { return (0, 0) }
    let hours = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return hours > 23 ? (0, 0) : (1 + digits.count, sign == UInt8(ascii: "-") ? -hours : hours)
  }

  // MARK: The whole

  private mutating func finish() throws(BuiltinError) {
    if isAfternoon, time.hour < 12 { time.hour += 12 } else if isMorning, time.hour == 12 { time.hour = 0 }
    if let yearDay {
      guard yearDay >= 1, yearDay <= (CivilTime.isLeap(time.year) ? 366 : 365) else {
        throw complaint(": day-of-year out of range")
      }
      let date = CivilTime.date(days: CivilTime.days(year: time.year, month: 1, day: yearDay))
      if let month, month != date.month { throw complaint(": day-of-year does not match month") }
      if let day, day != date.day { throw complaint(": day-of-year does not match day") }
      (month, day) = (date.month, date.day)
    }
    time.month = month ?? 1
    time.day = day ?? 1
    guard time.day >= 1, time.day <= CivilTime.daysIn(month: time.month, year: time.year) else {
      throw complaint(": day out of range")
    }
  }
}
